import type { CodedRecords } from '../coded-records.ts';
import { nearestDistances, recordsWithin } from '../nearest-records.ts';

/** Secrets guessed right. */
export interface InferenceCounts {
  /** Shape (columns): rows whose value of the column was guessed. */
  readonly byColumn: Float64Array;
  /** Shape (columns + 1): rows by the number of their columns that were guessed, each from all the others. */
  readonly byRow: Float64Array;
}

/**
 * Inference of an attribute: who knows all columns of a patient but one guesses that one as the most frequent value among
 * the synthetic rows nearest on the others; of equally frequent values, the one that comes first in the cohort. Numbers
 * are guessed to their bin.
 *
 * With d the distance on all columns and m the least d, a row at distance d on all but one column was at d or d + 1. So
 * rows up to m + 1 decide every column: if some row at m differs in the secret column, the nearest on the others are
 * these, and the guess is wrong; else they are all rows at m, which have the true value, and those rows at m + 1 that
 * differ in the secret.
 */
export function inferColumns(real: CodedRecords, synthetic: CodedRecords): InferenceCounts {
  const byColumn = new Float64Array(real.columnCount);
  const byRow = new Float64Array(real.columnCount + 1);
  if (synthetic.rowCount === 0) return { byColumn, byRow };
  const nearest = nearestDistances(real, synthetic);
  const bounds = nearest.map((distance) => Math.min(distance + 2, real.columnCount + 1));
  const candidates = recordsWithin(real, synthetic, bounds);
  const mostCodes = Math.max(0, ...synthetic.columns.map(({ codeCount }) => codeCount));
  const votes = { counts: new Int32Array(mostCodes), firsts: new Int32Array(mostCodes) };
  for (let row = 0; row < real.rowCount; row++) {
    const [atNearest, beyond] = partByDistance(real, synthetic, row, candidates[row], nearest[row]);
    let guessed = 0;
    real.columns.forEach(({ codes }, column) => {
      if (!guessesRight(codes[row], synthetic.columns[column].codes, atNearest, beyond, votes)) return;
      byColumn[column]++;
      guessed++;
    });
    byRow[guessed]++;
  }
  return { byColumn, byRow };
}

/**
 * How many rows of the cohort hold the value of each real row, summed over the real rows: shape (columns). Divided by
 * real rows × cohort rows, it is the expected success of guessing by the cohort's margin.
 */
export function marginalMatches(real: CodedRecords, cohort: CodedRecords): Float64Array {
  return Float64Array.from(real.columns, ({ codes }, column) => {
    const { codes: others, codeCount } = cohort.columns[column];
    const counts = new Float64Array(codeCount);
    for (const code of others) counts[code]++;
    return codes.reduce((sum, code) => sum + counts[code], 0);
  });
}

function partByDistance(
  real: CodedRecords,
  synthetic: CodedRecords,
  row: number,
  candidates: readonly number[],
  nearest: number,
): [number[], number[]] {
  const atNearest: number[] = [];
  const beyond: number[] = [];
  for (const candidate of candidates) {
    let distance = 0;
    for (let column = 0; column < real.columnCount; column++) {
      if (real.columns[column].codes[row] !== synthetic.columns[column].codes[candidate]) distance++;
    }
    (distance === nearest ? atNearest : beyond).push(candidate);
  }
  return [atNearest, beyond];
}

/** Votes per code, and the first row that cast one: scratch, all 0 between uses. */
interface Votes {
  readonly counts: Int32Array;
  readonly firsts: Int32Array;
}

/** @param atNearest and `beyond`: rows of the column at the least distance and at one more, ascending */
function guessesRight(
  truth: number,
  codes: Uint16Array,
  atNearest: readonly number[],
  beyond: readonly number[],
  { counts, firsts }: Votes,
): boolean {
  for (const row of atNearest) if (codes[row] !== truth) return false;
  let isOutvoted = false;
  for (const row of beyond) {
    const code = codes[row];
    if (code === truth) continue;
    if (counts[code]++ === 0) firsts[code] = row;
    const isTie = counts[code] === atNearest.length;
    if (counts[code] > atNearest.length || (isTie && firsts[code] < atNearest[0])) isOutvoted = true;
  }
  for (const row of beyond) counts[codes[row]] = 0;
  return !isOutvoted;
}
