import type { BaselineRow } from '../../inference/inference-figures.ts';
import { dotFigure } from '../../figures/dot-figure.ts';
import { markup, type Markup } from '../../figures/markup.ts';
import { stripTicks } from '../../figures/strip.ts';
import { formatSigned } from '../number-format.ts';
import { blocksOf } from './blocks.ts';
import { stripKey } from './cohort-key.ts';
import { columnName } from './column-name.ts';
import { byGroup, type ComparedCohort, type Row } from './compared-cohorts.ts';
import { dataTable } from './table.ts';

/** Commonly taken as a difference that matters. */
const NOTABLE = 0.1;

/** Differences beyond this stand at the end of the axis. */
const WIDEST = 0.5;

/** A standardised difference; one that matters is marked by a sign and weight, not by colour alone. */
export function standardisedDifference(value: number | null): Markup {
  const isNotable = value !== null && Math.abs(value) > NOTABLE;
  return isNotable
    ? markup`<strong class="notable">${formatSigned(value, 2)}</strong>`
    : markup`${formatSigned(value, 2)}`;
}

/** Of every column and cohort as dots about 0, the largest of each group first. */
export function standardisedDifferences(rows: readonly Row<BaselineRow>[], cohorts: readonly ComparedCohort[]): Markup {
  const sizes = rows.map(sizeOf);
  const end = Math.min(WIDEST, Math.max(0.2, Math.ceil(Math.max(...sizes) * 10) / 10));
  const axis = {
    low: -end,
    high: end,
    lines: [-NOTABLE, 0, NOTABLE],
    format: (value: number | null) => formatSigned(value, 3),
  };
  const ticks = [-end, 0, end].map((value) => formatSigned(value, 1));
  const tables = blocksOf(
    byGroup(rows, ({ first }) => first.group).map(
      ([group, own]) => [group, own.toSorted((a, b) => sizeOf(b) - sizeOf(a))] as const,
    ),
  ).map(({ group, members }) =>
    dataTable(
      '',
      [
        { heading: group === '' ? 'Column' : group },
        ...cohorts.map(({ style }) => ({ heading: style.label })),
        { heading: stripTicks(ticks), text: true },
      ],
      [{ rows: members.map((row) => ({ cells: differenceCells(row, cohorts, axis) })) }],
    ),
  );
  return markup`${stripKey(cohorts.map(({ style }) => style))}<div class="groups">${tables}</div><p class="small">Synthetic minus training, in pooled standard deviations; of columns with several states the size only. Dashed lines: ±${NOTABLE}.</p>`;
}

function sizeOf({ each }: Row<BaselineRow>): number {
  return Math.max(0, ...each.map((own) => Math.abs(own?.standardisedDifference ?? 0)));
}

function differenceCells(
  { first, each }: Row<BaselineRow>,
  cohorts: readonly ComparedCohort[],
  axis: Parameters<typeof dotFigure>[2],
): (string | Markup)[] {
  const dots = cohorts.map(({ style }, index) => ({ style, value: each[index]?.standardisedDifference ?? null }));
  const name = columnName(first);
  return [name, ...dots.map(({ value }) => standardisedDifference(value)), dotFigure(name, dots, axis)];
}
