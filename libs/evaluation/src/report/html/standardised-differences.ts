import type { BaselineRow } from '../../inference/inference-figures.ts';
import { dotFigure, type DotAxis } from '../../figures/dot-figure.ts';
import { markup, type Markup } from '../../figures/markup.ts';
import { stripTicks } from '../../figures/strip.ts';
import { formatFixed, formatSigned } from '../number-format.ts';
import { blocksOf, type Block } from './blocks.ts';
import { stripKey } from './cohort-key.ts';
import { columnName, stateName } from './column-name.ts';
import { byGroup, type ComparedCohort, type Row } from './compared-cohorts.ts';
import { dataTable } from './table.ts';

/** Commonly taken as a difference that matters. */
const NOTABLE = 0.1;

/** Differences beyond this stand at the end of the axis. */
const WIDEST = 0.5;

/** Of numbers, and of the second of two states; over several states the difference is a size without direction. */
export function isSigned(row: BaselineRow): boolean {
  return row.kind === 'numeric' || row.states.length <= 2;
}

/** A standardised difference; one that matters is marked by a sign and weight, not by colour alone. */
export function standardisedDifference(value: number | null, signed: boolean): Markup {
  const isNotable = value !== null && Math.abs(value) > NOTABLE;
  const text = signed ? formatSigned(value, 2) : formatFixed(value, 2);
  return isNotable ? markup`<strong class="notable">${text}</strong>` : markup`${text}`;
}

type Rows = readonly Row<BaselineRow>[];

/** Of every column and cohort as dots about 0, the largest of each group first; sizes without direction on an axis from 0. */
export function standardisedDifferences(rows: Rows, cohorts: readonly ComparedCohort[]): Markup {
  const end = Math.min(WIDEST, Math.max(0.2, Math.ceil(Math.max(...rows.map(sizeOf)) * 10) / 10));
  const ordered = rows.toSorted((a, b) => sizeOf(b) - sizeOf(a));
  const signed = ordered.filter(({ first }) => isSigned(first));
  const sizes = ordered.filter(({ first }) => !isSigned(first));
  const groups = byGroup(rows, ({ first }) => first.group).map(
    ([group]) => [group, signed.filter(({ first }) => (first.group ?? '') === group)] as const,
  );
  const tables = [
    ...blocksOf(groups.filter(([, own]) => own.length > 0)).map((block) => plot(block, cohorts, signedAxis(end))),
    ...blocksOf(sizes.length > 0 ? [['Several states: size', sizes]] : []).map((block) =>
      plot(block, cohorts, sizeAxis(end)),
    ),
  ];
  return markup`${stripKey(cohorts.map(({ style }) => style))}<div class="groups">${tables}</div>${axisNote(sizes.length > 0)}`;
}

function axisNote(hasSizes: boolean): Markup {
  return markup`<p class="small">Synthetic minus training, in pooled standard deviations; of two states the share of the one named.${hasSizes && ' Columns of several states have no direction: their axis begins at 0.'} Dashed lines: ${NOTABLE} in size. Beyond ${WIDEST} marks stand at the end of the axis.</p>`;
}

interface Axis {
  readonly axis: DotAxis;
  readonly ticks: readonly string[];
}

function signedAxis(end: number): Axis {
  const format = (value: number | null): string => formatSigned(value, 3);
  return {
    axis: { low: -end, high: end, lines: [-NOTABLE, 0, NOTABLE], format },
    ticks: [-end, 0, end].map((value) => formatSigned(value, 1)),
  };
}

function sizeAxis(end: number): Axis {
  const format = (value: number | null): string => formatFixed(value, 3);
  return {
    axis: { low: 0, high: end, lines: [0, NOTABLE], format },
    ticks: [0, end].map((value) => formatFixed(value, 1)),
  };
}

function plot(
  { group, members }: Block<Row<BaselineRow>>,
  cohorts: readonly ComparedCohort[],
  { axis, ticks }: Axis,
): Markup {
  const columns = [
    { heading: group === '' ? 'Column' : group },
    ...cohorts.map(({ style }) => ({ heading: style.label })),
    { heading: stripTicks(ticks), text: true },
  ];
  return dataTable('', columns, [{ rows: members.map((row) => ({ cells: differenceCells(row, cohorts, axis) })) }]);
}

function sizeOf({ each }: Row<BaselineRow>): number {
  return Math.max(0, ...each.map((own) => Math.abs(own?.standardisedDifference ?? 0)));
}

function differenceCells(
  { first, each }: Row<BaselineRow>,
  cohorts: readonly ComparedCohort[],
  axis: DotAxis,
): (string | Markup)[] {
  const signed = isSigned(first);
  const dots = cohorts.map(({ style }, index) => ({ style, value: differenceOf(each[index], signed) }));
  const name = signed && first.kind === 'categorical' ? stateName(first, first.states[1] ?? '') : columnName(first);
  return [name, ...dots.map(({ value }) => standardisedDifference(value, signed)), dotFigure(name, dots, axis)];
}

function differenceOf(row: BaselineRow | undefined, signed: boolean): number | null {
  const value = row?.standardisedDifference ?? null;
  return value === null || signed ? value : Math.abs(value);
}
