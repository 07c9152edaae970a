import { RandomStream, type Seed } from '#random/random-stream';
import { categoryCodes, numericValues } from '#tabular/columns';
import type { DataDictionary, Field } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import { kMeans, nearestCentres, type Points } from '../models/k-means.ts';
import type { InSteps } from '../steps.ts';
import { MOST_ROWS, thinRows } from '../summaries/thin-rows.ts';

/** How a field enters Euclidean distances. Fields of one value don't. */
export type ClusterColumn =
  /** (x − mean) / standardDeviation; missing numbers are the mean. */
  | { readonly field: string; readonly kind: 'scaled'; readonly mean: number; readonly standardDeviation: number }
  /** 0 or 1, for the first or second of two values; anything else counts as `mean`, the share of the second. */
  | { readonly field: string; readonly kind: 'two-valued'; readonly values: readonly number[]; readonly mean: number }
  /** A 0/1 column for each value; nothing else has one. */
  | { readonly field: string; readonly kind: 'one-hot'; readonly values: readonly number[] };

/** Clusters that sites count their rows in. Plain JSON. */
export interface ClusterPlan {
  readonly columns: readonly ClusterColumn[];
  readonly centres: readonly (readonly number[])[];
}

export const CLUSTERS = 10;

/** Numeric fields of more different values are scaled, others are taken as categories, as published. */
const FEW_VALUES = 3;

/** The ten clusters of k-means on all columns of a cohort, fewer where it has fewer different rows. */
export function* clusterPlan(dictionary: DataDictionary, cohort: Table, seed: Seed): InSteps<ClusterPlan> {
  const learned = thinRows(cohort, MOST_ROWS.synthetic, seed);
  const columns = dictionary.fields.flatMap((field) => columnOf(field, learned));
  const centres = yield* kMeans(toPoints(columns, learned), CLUSTERS, RandomStream.derive(seed, 'clusters'));
  return { columns, centres: rowsOf(centres) };
}

/** Rows of a table in each cluster; length `CLUSTERS`. */
export function countClusters({ columns, centres }: ClusterPlan, table: Table): Float64Array {
  const counts = new Float64Array(CLUSTERS);
  if (centres.length === 0 || table.rowCount === 0) return counts;
  const points: Points = {
    count: centres.length,
    dimensions: centres[0].length,
    values: Float64Array.from(centres.flat()),
  };
  for (const cluster of nearestCentres(toPoints(columns, table), points)) counts[cluster]++;
  return counts;
}

function columnOf(field: Field, table: Table): ClusterColumn[] {
  const cells = cellsOf(field, table).filter((cell) => !Number.isNaN(cell));
  const values = [...new Set(cells)].toSorted((a, b) => a - b);
  if (values.length < 2) return [];
  if (field.kind === 'numeric' && values.length > FEW_VALUES) return [scaled(field, cells)];
  if (values.length > 2) return [{ field: field.name, kind: 'one-hot', values }];
  const second = cells.reduce((count, cell) => count + (cell === values[1] ? 1 : 0), 0);
  return [{ field: field.name, kind: 'two-valued', values, mean: second / cells.length }];
}

/** By the standard deviation with n, as published. */
function scaled({ name }: Field, values: Float64Array): ClusterColumn {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { field: name, kind: 'scaled', mean, standardDeviation: Math.sqrt(squares / values.length) };
}

/** Numbers, NaN where missing; or codes, −1 where missing, which is a state like others. */
function cellsOf({ kind, name }: Pick<Field, 'kind' | 'name'>, table: Table): Float64Array {
  return kind === 'numeric' ? numericValues(table, name) : Float64Array.from(categoryCodes(table, name));
}

function toPoints(columns: readonly ClusterColumn[], table: Table): Points {
  const dimensions = columns.reduce((sum, column) => sum + widthOf(column), 0);
  const values = new Float64Array(table.rowCount * dimensions);
  let start = 0;
  for (const column of columns) {
    const kind = table.columns.get(column.field)?.kind ?? 'numeric';
    const cells = cellsOf({ kind, name: column.field }, table);
    for (let row = 0; row < table.rowCount; row++) writeCell(column, cells[row], values, row * dimensions + start);
    start += widthOf(column);
  }
  return { count: table.rowCount, dimensions, values };
}

function widthOf(column: ClusterColumn): number {
  return column.kind === 'one-hot' ? column.values.length : 1;
}

function writeCell(column: ClusterColumn, cell: number, target: Float64Array, place: number): void {
  if (column.kind === 'scaled') {
    target[place] = Number.isNaN(cell) ? 0 : (cell - column.mean) / column.standardDeviation;
    return;
  }
  const at = column.values.indexOf(cell);
  if (column.kind === 'two-valued') target[place] = at < 0 ? column.mean : at;
  else if (at >= 0) target[place + at] = 1;
}

function rowsOf({ count, dimensions, values }: Points): number[][] {
  return Array.from({ length: count }, (_, i) => Array.from(values.subarray(i * dimensions, (i + 1) * dimensions)));
}
