/** |U| below this is rounding, not association. */
const ROUNDING = 1e-12;

/** Entropy in nats of counts; 0 for no rows. */
export function entropy(counts: ArrayLike<number>): number {
  let total = 0;
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    total += counts[i];
    if (counts[i] > 0) sum += counts[i] * Math.log(counts[i]);
  }
  return total === 0 ? 0 : Math.log(total) - sum / total;
}

/**
 * Theil's uncertainty coefficient U(target | given) = (H(target) − H(target | given)) / H(target), in [0, 1]; 1 when the
 * target is constant. Values below 1e-12 are returned as 0. Theil, Sociol Methods Res 1970.
 * @param counts joint counts, counts[given][target]
 */
export function theilsU(counts: readonly ArrayLike<number>[]): number {
  const targetCounts = columnSums(counts);
  const targetEntropy = entropy(targetCounts);
  if (targetEntropy === 0) return 1;
  const total = sumOf(targetCounts);
  const conditional = counts.reduce((sum, row) => sum + (sumOf(row) / total) * entropy(row), 0);
  const coefficient = (targetEntropy - conditional) / targetEntropy;
  return Math.abs(coefficient) < ROUNDING ? 0 : coefficient;
}

/** What a group of rows adds up to. */
export interface GroupSum {
  readonly count: number;
  readonly sum: number;
}

/**
 * Correlation ratio η = √(between-group sum of squares / total sum of squares), in [0, 1]; 0 when the groups' means are
 * equal or nothing varies.
 * @param squares Σ y² over all rows
 */
export function correlationRatio(groups: readonly GroupSum[], squares: number): number {
  const count = groups.reduce((total, group) => total + group.count, 0);
  const sum = groups.reduce((total, group) => total + group.sum, 0);
  if (count === 0) return 0;
  const mean = sum / count;
  const between = groups.reduce(
    (total, group) => (group.count > 0 ? total + group.count * (group.sum / group.count - mean) ** 2 : total),
    0,
  );
  const total = squares - sum * mean;
  return between <= 0 || total <= 0 ? 0 : Math.min(1, Math.sqrt(between / total));
}

/** Sums over rows of two variables. */
export interface PairSums {
  readonly count: number;
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly yy: number;
  readonly xy: number;
}

/** Pearson's r from sums; 0 when one variable doesn't vary. */
export function pearsonFromSums({ count, x, y, xx, yy, xy }: PairSums): number {
  const varianceX = count * xx - x * x;
  const varianceY = count * yy - y * y;
  if (!(varianceX > 0 && varianceY > 0)) return 0;
  const r = (count * xy - x * y) / (Math.sqrt(varianceX) * Math.sqrt(varianceY));
  return Math.max(-1, Math.min(1, r));
}

function columnSums(counts: readonly ArrayLike<number>[]): Float64Array {
  const sums = new Float64Array(counts[0]?.length ?? 0);
  for (const row of counts) for (let i = 0; i < sums.length; i++) sums[i] += row[i];
  return sums;
}

function sumOf(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}
