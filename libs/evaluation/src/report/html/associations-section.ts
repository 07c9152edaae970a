import { styleOf, type CohortStyles } from '../../figures/cohort-style.ts';
import { heatmapFigure, type MarkedCells } from '../../figures/heatmap-figure.ts';
import { markup, NOTHING, type Markup } from '../../figures/markup.ts';
import { formatFixed } from '../number-format.ts';
import type { Associations, ReportModel } from '../report-model.ts';
import { dataTable } from './table.ts';

/** Difference of associations that has the darkest colour. */
const DIFFERENCE_LIMIT = 0.5;

type Matrix = Associations['matrices'][number]['values'];

/** More columns than this, and heatmaps take the whole width, so that labels stay readable; in print from the fewer on. */
const LARGE = 60;
const LARGE_IN_PRINT = 24;

/** The class of a group of heatmaps that leaves room for labels. */
export function heatmapsClass(columns: number): string {
  if (columns <= LARGE_IN_PRINT) return 'heatmaps';
  return columns <= LARGE ? 'heatmaps medium' : 'heatmaps large';
}

/** Rows of the table of pairs that differ most. */
const LISTED_PAIRS = 12;

/**
 * Heatmaps of the associations between columns: the first matrix (real) as it is, every other as a difference from it;
 * then the pairs whose association differs most between the first two.
 */
export function associationsSection(model: ReportModel, styles: CohortStyles): Markup {
  const associations = withTitles(model);
  if (!associations || associations.matrices.length === 0) return NOTHING;
  const [real, ...others] = associations.matrices;
  const name = styleOf(styles, real.cohort).label;
  const figures = [
    heatmap(associations, `Associations: ${name.toLowerCase()}`, 'association', real.values, 1, 0),
    ...others.map(({ cohort, values }, index) =>
      heatmap(
        associations,
        `${styleOf(styles, cohort).label} minus ${name.toLowerCase()}`,
        'difference of associations',
        difference(values, real.values),
        DIFFERENCE_LIMIT,
        index + 1,
      ),
    ),
  ];
  return markup`<section aria-labelledby="associations"><h2 id="associations">Associations</h2><p>How much the row’s column tells of the column’s: Theil’s uncertainty coefficient of two categorical columns, correlation ratio of a categorical and a numeric one, Pearson’s correlation of two numeric ones. The difference of held-out from training patients is what chance alone does.</p><div class="${heatmapsClass(associations.fields.length)}">${figures}${pairTable(associations, styles)}</div></section>`;
}

/** Columns by their titles, as in the other sections. */
function withTitles({ associations, distributions }: ReportModel): Associations | undefined {
  const titles = new Map(distributions.map(({ field, title }) => [field, title]));
  return associations && { ...associations, fields: associations.fields.map((field) => titles.get(field) ?? field) };
}

interface Pair {
  readonly row: number;
  readonly column: number;
  readonly size: number;
}

/** Associations in every cohort of the pairs that differ most between the first two matrices. */
function pairTable({ fields, matrices }: Associations, styles: CohortStyles): Markup {
  if (matrices.length < 2) return NOTHING;
  const columns = [
    { heading: 'Row, column' },
    ...matrices.map(({ cohort }) => ({ heading: styleOf(styles, cohort).label })),
  ];
  const rows = largestPairs(matrices[0].values, matrices[1].values).map(({ row, column }) => ({
    cells: [
      `${fields[row]}, ${fields[column]}`,
      ...matrices.map(({ values }) => formatFixed(values[row]?.[column] ?? null, 2)),
    ],
  }));
  return dataTable('Pairs that differ most', columns, [{ rows }]);
}

/** Of the two directions of a pair the one that differs more. */
function largestPairs(from: Matrix, to: Matrix): Pair[] {
  const change = difference(to, from).map((row) => row.map((value) => Math.abs(value ?? 0)));
  const pairs = change.flatMap((cells, row) =>
    cells.slice(0, row).map((size, column): Pair => {
      const mirrored = change[column][row];
      return size >= mirrored ? { row, column, size } : { row: column, column: row, size: mirrored };
    }),
  );
  return pairs.toSorted((a, b) => b.size - a.size).slice(0, LISTED_PAIRS);
}

function heatmap(
  { fields }: Associations,
  title: string,
  quantity: string,
  values: Matrix,
  limit: number,
  index: number,
): Markup {
  return markup`<figure><figcaption>${title}</figcaption>${heatmapFigure({ id: `heatmap-${index}`, title, quantity, fields, values, limit, marked: suppressedIn(values) })}</figure>`;
}

function suppressedIn(values: Matrix): MarkedCells[] {
  const has = (row: number, column: number): boolean => values[row][column] === null;
  return values.some((cells) => cells.includes(null)) ? [{ className: 'suppressed', label: 'suppressed', has }] : [];
}

function difference(values: Matrix, from: Matrix): Matrix {
  return values.map((row, r) =>
    row.map((value, c) => {
      const base = from[r]?.[c] ?? null;
      return value === null || base === null ? null : value - base;
    }),
  );
}
