import type { ColumnComparison } from '../../inference/inference-figures.ts';
import type { CohortStyles } from '../../figures/cohort-style.ts';
import { dotFigure } from '../../figures/dot-figure.ts';
import { markup, NOTHING, type Markup } from '../../figures/markup.ts';
import { stripTicks } from '../../figures/strip.ts';
import { formatFixed } from '../number-format.ts';
import type { ReportModel } from '../report-model.ts';
import { blocksOf } from './blocks.ts';
import { stripKey } from './cohort-key.ts';
import { columnName } from './column-name.ts';
import { comparedCohorts, matched, type ComparedCohort, type Row } from './compared-cohorts.ts';
import { dataTable, type Column, type Span } from './table.ts';

type Measure = 'totalVariation' | 'kolmogorovSmirnov' | 'wasserstein';

/** How far each single column lies from that of the training patients, the furthest first. */
export function columnsSection(model: ReportModel, styles: CohortStyles): Markup {
  const cohorts = comparedCohorts(model, styles);
  const rows = matched(
    cohorts,
    ({ columns }) => columns,
    ({ field }) => field,
  ).toSorted((a, b) => furthest(b) - furthest(a));
  if (rows.length === 0) return NOTHING;
  return markup`<section aria-labelledby="columns"><h2 id="columns">Column by column</h2><p>Distance of each column from that of the training patients, the furthest first. 0: the same distribution. The ceiling is the distance between two random halves of the training patients: what chance alone does.</p>${variationTables(rows, cohorts)}${numericTable(rows, cohorts)}</section>`;
}

function furthest({ each }: Row<ColumnComparison>): number {
  return Math.max(0, ...each.map((own) => own?.totalVariation.value ?? 0));
}

function ceilingOf({ each }: Row<ColumnComparison>, measure: Measure): number | null {
  return each.find((own) => own?.[measure])?.[measure]?.ceiling ?? null;
}

function variationTables(rows: readonly Row<ColumnComparison>[], cohorts: readonly ComparedCohort[]): Markup {
  const values = rows.flatMap((row) => [furthest(row), ceilingOf(row, 'totalVariation') ?? 0]);
  const high = Math.min(1, Math.ceil(Math.max(0.05, ...values) * 20) / 20);
  const axis = { low: 0, high, format: (value: number | null) => formatFixed(value, 3) };
  const columns: Column[] = [
    { heading: 'Total variation' },
    ...cohorts.map(({ style }) => ({ heading: style.label })),
    { heading: 'Ceiling' },
    { heading: stripTicks(['0', formatFixed(high, 2)]), text: true },
  ];
  const tables = blocksOf([['', rows] as const]).map(({ members }) => {
    const cells = members.map((row) => {
      const dots = cohorts.map(({ style }, index) => ({ style, value: row.each[index]?.totalVariation.value ?? null }));
      const ceiling = ceilingOf(row, 'totalVariation');
      const name = columnName(row.first);
      const numbers = [...dots.map(({ value }) => value), ceiling].map((value) => formatFixed(value, 3));
      return { cells: [name, ...numbers, dotFigure(name, dots, { ...axis, ceiling })] };
    });
    return dataTable('', columns, [{ rows: cells }]);
  });
  return markup`${stripKey(cohorts.map(({ style }) => style))}<div class="groups${cohorts.length > 2 && ' single'}">${tables}</div><p class="small">Total variation: half the sum of the absolute differences of shares, numbers cut at the real deciles. Upright mark: ceiling.</p>`;
}

function numericTable(rows: readonly Row<ColumnComparison>[], cohorts: readonly ComparedCohort[]): Markup {
  const numeric = rows.filter(({ first }) => first.kind === 'numeric');
  if (numeric.length === 0) return NOTHING;
  const perMeasure: Column[] = [...cohorts.map(({ style }) => ({ heading: style.label })), { heading: 'Ceiling' }];
  const columns: Column[] = [{ heading: 'Column' }, ...perMeasure, ...perMeasure];
  const spans: Span[] = [
    { heading: '', columns: 1 },
    { heading: 'Kolmogorov–Smirnov', columns: perMeasure.length },
    { heading: 'Wasserstein, standard deviations', columns: perMeasure.length },
  ];
  const cells = (row: Row<ColumnComparison>, measure: Measure): string[] =>
    [...row.each.map((own) => own?.[measure]?.value ?? null), ceilingOf(row, measure)].map((value) =>
      formatFixed(value, 3),
    );
  const body = numeric.map((row) => ({
    cells: [columnName(row.first), ...cells(row, 'kolmogorovSmirnov'), ...cells(row, 'wasserstein')],
  }));
  return dataTable('Numbers', columns, [{ rows: body }], { spans });
}
