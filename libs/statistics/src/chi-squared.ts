import { columnTotals, type ContingencyTable, rowTotals, withoutEmptyMargins } from './contingency-table.ts';
import { chiSquaredUpperTail } from './distributions/chi-squared.ts';

export interface ChiSquaredTest {
  /** χ²; NaN where fewer than two rows or two columns hold counts. */
  readonly statistic: number;
  /** (rows − 1) (columns − 1), of those that hold counts. */
  readonly degreesOfFreedom: number;
  readonly pValue: number;
  /** The least count expected under the null hypothesis; below 5 the χ² distribution is a poor approximation. */
  readonly leastExpected: number;
}

export interface ChiSquaredOptions {
  /** Yates' correction for continuity, of 2 × 2 tables only; default false. */
  readonly yates?: boolean;
}

/**
 * Pearson's χ² test of the null hypothesis that rows and columns are independent, R's chisq.test. Empty rows and columns
 * are left out. Pearson 1900; Yates, J R Stat Soc Suppl 1934.
 */
export function chiSquaredTest(table: ContingencyTable, { yates = false }: ChiSquaredOptions = {}): ChiSquaredTest {
  const counts = withoutEmptyMargins(table);
  const rows = rowTotals(counts);
  const columns = columnTotals(counts);
  const degreesOfFreedom = Math.max(0, rows.length - 1) * Math.max(0, columns.length - 1);
  const total = rows.reduce((sum, count) => sum + count, 0);
  const expected = rows.map((row) => columns.map((column) => (row * column) / total));
  if (degreesOfFreedom === 0) return untestable(expected);
  const gaps = counts.flatMap((row, i) => row.map((count, j) => Math.abs(count - expected[i][j])));
  const correction = yates && rows.length === 2 && columns.length === 2 ? Math.min(0.5, ...gaps) : 0;
  const statistic = expected.flat().reduce((sum, value, cell) => sum + (gaps[cell] - correction) ** 2 / value, 0);
  return {
    statistic,
    degreesOfFreedom,
    pValue: chiSquaredUpperTail(statistic, degreesOfFreedom),
    leastExpected: leastOf(expected),
  };
}

function untestable(expected: readonly (readonly number[])[]): ChiSquaredTest {
  return { statistic: Number.NaN, degreesOfFreedom: 0, pValue: Number.NaN, leastExpected: leastOf(expected) };
}

function leastOf(expected: readonly (readonly number[])[]): number {
  const least = Math.min(...expected.flat());
  return Number.isFinite(least) ? least : Number.NaN;
}
