import { columnTotals, type ContingencyTable, rowTotals, withoutEmptyMargins } from './contingency-table.ts';
import { logFactorials } from './distributions/log-factorials.ts';
import { EQUAL_PROBABILITY } from './fisher-exact.ts';
import { cheapestSplit, type FixedMargins, logProbability, sumOfUnlikelyTables } from './half-tables.ts';
import { drawTable, type UniformSource } from './random-table.ts';

export interface FisherExactTableTest {
  /** The probability of all tables with these margins that are no likelier than the one seen. */
  readonly pValue: number;
  readonly method: 'exact' | 'monte-carlo';
  /** Of the p value; 0 where it is exact. */
  readonly standardError: number;
}

export interface FisherExactTableOptions {
  /** Half tables to be listed at most for an exact p; default 30 million, a few seconds. */
  readonly budget?: number;
  /** Tables drawn where that isn't enough; default 50,000. */
  readonly draws?: number;
}

/**
 * Fisher's exact test of the null hypothesis that rows and columns are independent, conditional on the margins of an
 * r × c table; 1 where they allow one table. R's fisher.test. Freeman & Halton, Biometrika 1951.
 *
 * Where a table is too large to list all others, p is (1 + tables drawn that are no likelier) / (1 + tables drawn),
 * Davison & Hinkley 1997, section 4.3.
 * @param table whole counts
 * @param random drawn from only if p isn't exact
 */
export function fisherExactTableTest(
  table: ContingencyTable,
  random: UniformSource,
  { budget = 3e7, draws = 50_000 }: FisherExactTableOptions = {},
): FisherExactTableTest {
  const counts = withoutEmptyMargins(table);
  if (counts.length < 2 || counts[0].length < 2) return { pValue: 1, method: 'exact', standardError: 0 };
  const margins = marginsOf(counts);
  const limit = logProbability(margins, counts.flat()) + EQUAL_PROBABILITY;
  const split = cheapestSplit(margins);
  if (split.cost <= budget) {
    return { pValue: Math.min(1, sumOfUnlikelyTables(margins, split, limit)), method: 'exact', standardError: 0 };
  }
  const pValue = shareOfUnlikelyTables(margins, limit, random, draws);
  return { pValue, method: 'monte-carlo', standardError: Math.sqrt((pValue * (1 - pValue)) / draws) };
}

/** With no more rows than columns. */
function marginsOf(counts: ContingencyTable): FixedMargins {
  const [rows, columns] = [rowTotals(counts), columnTotals(counts)].sort((a, b) => a.length - b.length);
  const total = rows.reduce((sum, count) => sum + count, 0);
  return { rows, columns: columns.toSorted((a, b) => a - b), logFactorials: logFactorials(total) };
}

function shareOfUnlikelyTables(margins: FixedMargins, limit: number, random: UniformSource, draws: number): number {
  const cells = new Int32Array(margins.rows.length * margins.columns.length);
  let unlikely = 1;
  for (let draw = 0; draw < draws; draw++) {
    drawTable(margins, random, cells);
    if (logProbability(margins, cells) <= limit) unlikely++;
  }
  return unlikely / (draws + 1);
}
