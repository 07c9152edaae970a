import { markup, NOTHING, type Markup } from '../../figures/markup.ts';
import type { Split, SplitNode } from '../model/model-splits.ts';
import { formatCount, formatFixed, formatPercent } from '../number-format.ts';
import type { OutcomeSplits, ReportModel } from '../report-model.ts';
import { columnName } from './column-name.ts';

/** The top of the tree of each outcome in words, so that a clinician can check the model by reading it. */
export function modelSplitsSection({ study, distributions }: ReportModel): Markup {
  const described = study?.models.filter(({ splits = [] }) => splits.length > 0) ?? [];
  if (described.length === 0) return NOTHING;
  const units = new Map(distributions.map((own) => [own.field, own.kind === 'numeric' ? own.unit : undefined]));
  return markup`<section aria-labelledby="model-splits"><h2 id="model-splits">What the model splits by</h2><p>Each outcome is drawn by a tree on the columns before it. Its first splits, among all training rows of all sites: does a clinician know these differences?</p>${described.map((model) => markup`${(study?.models.length ?? 1) > 1 && markup`<p><strong>${model.name}</strong></p>`}${model.splits?.map((own) => outcomePart(own, units.get(own.column)))}`)}</section>`;
}

function outcomePart({ column, title, root }: OutcomeSplits, unit: string | undefined): Markup {
  return markup`<h3>${columnName({ field: column, title })}</h3><ul class="splits">${branch('All', root, unit)}</ul>`;
}

function branch(condition: string, node: SplitNode, unit: string | undefined): Markup {
  const { split } = node;
  return markup`<li><strong>${condition}</strong>, ${formatCount(node.rows)} rows: ${contentOf(node, unit)}${split && markup`<ul>${branch(conditionOf(split, 'left'), split.left, unit)}${branch(conditionOf(split, 'right'), split.right, unit)}</ul>`}</li>`;
}

function contentOf({ shares, median }: SplitNode, unit: string | undefined): string {
  if (median !== undefined) return `median ${formatFixed(median, 1)}${unit === undefined ? '' : ` ${unit}`}`;
  const told = (shares ?? []).map(({ state, share }) => `${state} ${formatPercent(share, 0)}`);
  return told.length === 0 ? 'too few of each to be told' : told.join(', ');
}

function conditionOf({ column, title, unit, upTo, states, missingGoesLeft }: Split, side: 'left' | 'right'): string {
  const name = columnName({ field: column, title });
  const isMissingHere = missingGoesLeft !== undefined && missingGoesLeft === (side === 'left');
  const missing = isMissingHere ? ' or missing' : '';
  if (upTo !== undefined) {
    return `${name} ${side === 'left' ? '≤' : '>'} ${upTo}${unit === undefined ? '' : ` ${unit}`}${missing}`;
  }
  const told = (states ?? []).join(' or ');
  return side === 'left'
    ? `${name}: ${told}${missing}`
    : `${name}: other than ${told}${isMissingHere ? ', or missing' : ''}`;
}
