import { markup, NOTHING, type Markup } from '../../figures/markup.ts';
import {
  formatCount,
  formatDuration,
  formatFixed,
  formatInstant,
  formatPercent,
  formatScore,
  formatSigned,
} from '../number-format.ts';
import type { Criterion, ReportModel } from '../report-model.ts';
import { DEFINITIONS } from '../definitions.ts';
import { LEVEL_NAMES } from '../key-scores.ts';
import { dataTable } from './table.ts';

/** How the verdicts were reached, what can't be shown, the model card, and the definitions of all scores. */
export function methodsSections(model: ReportModel): Markup {
  return markup`${limitsPart(model)}${criteriaPart(model)}${modelCardPart(model)}<section aria-labelledby="methods"><h2 id="methods">Methods and definitions</h2>${definitionList(DEFINITIONS)}</section>`;
}

function limitsPart({ limits }: ReportModel): Markup {
  if (limits.length === 0) return NOTHING;
  return markup`<section aria-labelledby="limits"><h2 id="limits">What this report cannot show</h2><ul class="limits">${limits.map((limit) => markup`<li>${limit}</li>`)}</ul></section>`;
}

function criteriaPart({ verdicts }: ReportModel): Markup {
  const columns = [
    { heading: 'Use and score' },
    { heading: 'Against', text: true },
    { heading: 'Score' },
    { heading: 'Measured' },
    { heading: 'Supported from' },
    { heading: 'With care from' },
    { heading: 'Level', text: true },
  ];
  const groups = verdicts.map(({ title, criteria }) => ({
    heading: title,
    rows: criteria.map((criterion) => ({ cells: criterionCells(criterion) })),
  }));
  return markup`<section aria-labelledby="criteria"><h2 id="criteria">How the verdicts were reached</h2><p>The weakest score of a use decides; a score that was not assessed supports nothing. Percentages are rescaled scores, (score − floor) ∕ (ceiling − floor); signed numbers are differences from the ceiling. The thresholds are conventions of this software, not of a regulator.</p>${dataTable('', columns, groups)}</section>`;
}

function criterionCells(criterion: Criterion): readonly (string | Markup)[] {
  const { score, against, value, measured, supported, withCare, level } = criterion;
  return [
    score,
    against,
    formatScore(value),
    onScale(criterion, measured),
    onScale(criterion, supported),
    onScale(criterion, withCare),
    markup`<span class="level ${level}">${LEVEL_NAMES[level]}</span>`,
  ];
}

function onScale({ scale }: Criterion, value: number | null): string {
  if (scale === 'rescaled') return formatPercent(value, 0);
  return scale === 'value' ? formatFixed(value, 3) : formatSigned(value, 3);
}

function modelCardPart({ modelCard, study }: ReportModel): Markup {
  const seconds = (Date.parse(study.finishedAt) - Date.parse(study.startedAt)) / 1000;
  const rounds = study.rounds.map(({ kind, rounds, exchanges }) => {
    const detail = exchanges !== undefined && exchanges !== rounds ? ` of ${formatCount(exchanges)} exchanges` : '';
    return `${formatCount(rounds)} ${kind}${detail}`;
  });
  const entries = [
    { term: 'Generator', text: study.model },
    { term: 'Training across sites', text: study.strategy },
    { term: 'Rounds', text: rounds.join(', ') },
    { term: 'Seed', text: study.seed },
    ...(study.engine === undefined ? [] : [{ term: 'Compute engine', text: study.engine }]),
    { term: 'Run', text: `${formatInstant(study.startedAt)}, ${formatDuration(seconds)}` },
    { term: 'Software', text: `Cohortloom ${study.softwareVersion}` },
    ...Object.entries(study.hyperparameters).map(([term, value]) => ({ term, text: String(value) })),
    ...modelCard,
  ];
  return markup`<section aria-labelledby="model-card"><h2 id="model-card">Model card</h2>${definitionList(entries)}</section>`;
}

function definitionList(entries: readonly { readonly term: string; readonly text: string }[]): Markup {
  return markup`<dl class="definitions">${entries.map(({ term, text }) => markup`<dt>${term}</dt><dd>${text}</dd>`)}</dl>`;
}
