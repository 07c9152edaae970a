/** Margins that tables share; the columns in ascending order of their totals, none 0. */
export interface FixedMargins {
  readonly rows: ArrayLike<number>;
  readonly columns: readonly number[];
  /** Up to the total. */
  readonly logFactorials: Float64Array;
}

export interface Split {
  /** Columns before this one are the left half. */
  readonly at: number;
  /** Half tables to be listed, an upper bound; the left ones, which are kept, count more. ∞ where it can't be done. */
  readonly cost: number;
}

/** A left half is kept in memory and sorted. */
const LEFT_COST = 10;

/** The split into two halves of columns with the fewest half tables. */
export function cheapestSplit({ rows, columns }: FixedMargins): Split {
  const ways = columns.map((total) => compositions(total, rows.length));
  const splits = columns.slice(1).map((_, i): Split => {
    const at = i + 1;
    const used = columns.slice(0, at).reduce((sum, total) => sum + total, 0);
    const left = product(ways.slice(0, at));
    const states = Math.min(left, compositions(used, rows.length));
    const cost = LEFT_COST * left + states * product(ways.slice(at, -1));
    return { at, cost: (used + 1) ** (rows.length - 1) <= Number.MAX_SAFE_INTEGER ? cost : Infinity };
  });
  return splits.reduce((best, split) => (split.cost < best.cost ? split : best), { at: 1, cost: Infinity });
}

/**
 * Σ of the probabilities of all tables whose log probability is at most `limit`, by meeting in the middle: the left halves
 * are listed by what they leave of the rows, and sorted by probability; each right half that takes up the rest looks up
 * with which of them it stays within the limit. Where all pairs do, the right halves aren't listed.
 */
export function sumOfUnlikelyTables(margins: FixedMargins, { at }: Split, limit: number): number {
  const { columns, logFactorials } = margins;
  const logConstant = logProbability(margins, []);
  const right = columns.slice(at);
  let sum = 0;
  for (const { capacity, logWeights } of leftHalves(margins, at)) {
    const sorted = Float64Array.from(logWeights).sort();
    const largest = sorted[sorted.length - 1] + logConstant;
    const upTo = cumulativeWeights(sorted);
    const rest = { rows: capacity, columns: right, logFactorials };
    if (largest + mostLogWeight(rest) <= limit) {
      sum += Math.exp(largest - logProbability(rest, [])) * upTo[sorted.length];
      continue;
    }
    // The last column takes what is left.
    fill(right.slice(0, -1), capacity, logFactorials, (partial) => {
      let logWeight = partial;
      for (let row = 0; row < capacity.length; row++) logWeight -= logFactorials[capacity[row]];
      const count = countUpTo(sorted, limit - logConstant - logWeight);
      if (count > 0) sum += Math.exp(largest + logWeight) * upTo[count];
    });
  }
  return sum;
}

/** Σ of the first 0, 1, 2, … weights, relative to the largest. */
function cumulativeWeights(sortedLogs: Float64Array): Float64Array {
  const largest = sortedLogs[sortedLogs.length - 1];
  const sums = new Float64Array(sortedLogs.length + 1);
  for (let i = 0; i < sortedLogs.length; i++) sums[i + 1] = sums[i] + Math.exp(sortedLogs[i] - largest);
  return sums;
}

/**
 * An upper bound of −Σ ln cell! over all tables. With μ = row column / total, Σ cell ln μ is the same for all of them,
 * and n ln μ − ln n! is largest at n = ⌊μ⌋.
 */
function mostLogWeight({ rows, columns, logFactorials }: FixedMargins): number {
  const total = columns.reduce((sum, count) => sum + count, 0);
  let bound = total * Math.log(total);
  for (const column of columns) bound -= column * Math.log(column);
  for (let row = 0; row < rows.length; row++) {
    if (rows[row] === 0) continue;
    bound -= rows[row] * Math.log(rows[row]);
    for (const column of columns) {
      const mean = (rows[row] * column) / total;
      const mode = Math.floor(mean);
      bound += mode * Math.log(mean) - logFactorials[mode];
    }
  }
  return bound;
}

/** ln of the probability of a table, Π rows! Π columns! / (total! Π cells!). */
export function logProbability({ rows, columns, logFactorials }: FixedMargins, cells: Iterable<number>): number {
  let logProbability = 0;
  let total = 0;
  for (let row = 0; row < rows.length; row++) {
    logProbability += logFactorials[rows[row]];
    total += rows[row];
  }
  for (const count of columns) logProbability += logFactorials[count];
  for (const count of cells) logProbability -= logFactorials[count];
  return logProbability - logFactorials[total];
}

/** The left halves that leave the same of each row. */
interface LeftHalves {
  /** What is left of each row. */
  readonly capacity: Float64Array;
  /** −Σ ln cell! of each half. */
  readonly logWeights: number[];
}

function leftHalves({ rows, columns, logFactorials }: FixedMargins, at: number): Iterable<LeftHalves> {
  const left = columns.slice(0, at);
  const base = left.reduce((sum, total) => sum + total, 1);
  const byCapacity = new Map<number, LeftHalves>();
  const capacity = Float64Array.from(rows);
  fill(left, capacity, logFactorials, (logWeight) => {
    let key = 0;
    for (let row = 1; row < rows.length; row++) key = key * base + (rows[row] - capacity[row]);
    const halves = byCapacity.get(key);
    if (halves) halves.logWeights.push(logWeight);
    else byCapacity.set(key, { capacity: capacity.slice(), logWeights: [logWeight] });
  });
  return byCapacity.values();
}

/**
 * Calls `visit` with −Σ ln cell! for each way to fill columns with counts that `capacity`, of two rows or more, has room
 * for; meanwhile it holds what is left of each row.
 */
function fill(
  columns: readonly number[],
  capacity: Float64Array,
  logFactorials: Float64Array,
  visit: (logWeight: number) => void,
): void {
  const last = capacity.length - 1;
  const place = (column: number, row: number, left: number, logWeight: number): void => {
    if (column === columns.length) return visit(logWeight);
    const most = Math.min(left, capacity[row]);
    // The last two rows share what is left of the column.
    const isBeforeLast = row === last - 1;
    for (let count = isBeforeLast ? Math.max(0, left - capacity[last]) : 0; count <= most; count++) {
      const rest = left - count;
      capacity[row] -= count;
      if (isBeforeLast) {
        capacity[last] -= rest;
        place(column + 1, 0, columns[column + 1], logWeight - logFactorials[count] - logFactorials[rest]);
        capacity[last] += rest;
      } else {
        place(column, row + 1, rest, logWeight - logFactorials[count]);
      }
      capacity[row] += count;
    }
  };
  place(0, 0, columns[0], 0);
}

/** How many of the ascending values are at most `limit`. */
function countUpTo(sorted: Float64Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  if (high > 0 && sorted[high - 1] <= limit) return high;
  if (sorted[0] > limit) return 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Ways to spread a total over a number of parts. */
function compositions(total: number, parts: number): number {
  let ways = 1;
  for (let part = 1; part < parts; part++) ways *= (total + part) / part;
  return Math.round(ways);
}

function product(factors: readonly number[]): number {
  return factors.reduce((result, factor) => result * factor, 1);
}
