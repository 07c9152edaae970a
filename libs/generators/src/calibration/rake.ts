/**
 * Raking (iterative proportional fitting; Deming & Stephan 1940): weights under which a pool of rows has given one-way
 * tables while it keeps its associations as far as it can.
 */

/** One partition of the pool's rows with the wanted share of each cell. */
export interface RakingMargin {
  readonly name: string;
  /** Cell of each row. */
  readonly cells: RowCells;
  /** Wanted counts per cell, on any scale. */
  readonly counts: ArrayLike<number>;
}

/** Listed, or as those of two columns. */
export type RowCells = Int32Array | JointCells;

/** The cell of a row is that of its pair of codes: `cellOf[first × width + second]`. Lists of many pairs would fill memory. */
export interface JointCells {
  readonly first: Uint8Array;
  readonly second: Uint8Array;
  readonly width: number;
  readonly cellOf: Uint16Array;
}

export interface RakingOptions {
  /** At most. */
  readonly sweeps: number;
  /** Raking ends when a sweep changes no weight by more than this share of it; default 1e-9. */
  readonly precision?: number;
  /** Largest weight, in means; above 1. */
  readonly weightCap: number;
  /** To begin with; default: all alike. */
  readonly start?: Float64Array;
}

/**
 * Weights of the rows, with mean 1. Cells that no row falls in are left out of the wanted shares, so that the rest can be
 * met. Rows in cells with a wanted share of 0 get weight 0, unless a margin has rows in no other cell.
 */
export function rake(rowCount: number, margins: readonly RakingMargin[], options: RakingOptions): Float64Array {
  const { precision = 1e-9 } = options;
  const weights = options.start?.slice() ?? new Float64Array(rowCount).fill(1);
  const every = new Float64Array(rowCount).fill(1);
  const targets = margins.map((margin) => reachableShares(margin, every));
  for (let sweep = 0; sweep < options.sweeps; sweep++) {
    const changes = margins.map((margin, i) => fit(weights, margin.cells, targets[i]));
    const isCapped = cap(weights, options.weightCap);
    if (!isCapped && Math.max(...changes) < precision) break;
  }
  return weights;
}

/** Sum of weights per cell. */
export function weightedCounts(cells: RowCells, weights: Float64Array, cellCount: number): Float64Array {
  const sums = new Float64Array(cellCount);
  if (cells instanceof Int32Array) {
    for (let row = 0; row < cells.length; row++) sums[cells[row]] += weights[row];
    return sums;
  }
  const { first, second, width, cellOf } = cells;
  for (let row = 0; row < weights.length; row++) sums[cellOf[first[row] * width + second[row]]] += weights[row];
  return sums;
}

function scale(weights: Float64Array, cells: RowCells, factors: Float64Array): void {
  if (cells instanceof Int32Array) {
    for (let row = 0; row < weights.length; row++) weights[row] *= factors[cells[row]];
    return;
  }
  const { first, second, width, cellOf } = cells;
  for (let row = 0; row < weights.length; row++) weights[row] *= factors[cellOf[first[row] * width + second[row]]];
}

/** Half the sum of the absolute differences between two tables' shares, in [0, 1]. */
export function totalVariation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const sumA = sum(a);
  const sumB = sum(b);
  let distance = 0;
  for (let i = 0; i < a.length; i++) distance += Math.abs(a[i] / sumA - b[i] / sumB);
  return distance / 2;
}

/** Kish's effective sample size (Σw)² / Σw². */
export function effectiveSampleSize(weights: Float64Array): number {
  let total = 0;
  let squares = 0;
  for (const weight of weights) {
    total += weight;
    squares += weight * weight;
  }
  return squares === 0 ? 0 : (total * total) / squares;
}

/**
 * Multiplies each row's weight by wanted share ÷ present share of its cell; total stays the number of rows. A margin that
 * would leave no row any weight contradicts the others and is passed over.
 * @returns the largest share by which a weight above 0 was changed
 */
function fit(weights: Float64Array, cells: RowCells, shares: Float64Array): number {
  const factors = weightedCounts(cells, weights, shares.length);
  if (!factors.some((weight, cell) => weight > 0 && shares[cell] > 0)) return 0;
  let change = 0;
  for (let cell = 0; cell < factors.length; cell++) {
    if (factors[cell] === 0) continue;
    factors[cell] = (shares[cell] * weights.length) / factors[cell];
    change = Math.max(change, Math.abs(factors[cell] - 1));
  }
  scale(weights, cells, factors);
  return change;
}

/**
 * Lowers the largest weights until none is above `limit` means. Capping lowers the mean as well: with the m largest rows at
 * the cap h, h = limit · Σ of the others ÷ (rows − limit · m). Where so few rows have any weight that no cap can hold,
 * they get equal weights.
 * @returns whether any was above
 */
function cap(weights: Float64Array, limit: number): boolean {
  let highest = (limit * sum(weights)) / weights.length;
  let isCapped = false;
  for (let capped = 0; ;) {
    const others = sumUpTo(weights, highest * (1 + 1e-9));
    const above = weights.length - others.count;
    if (above === capped) break;
    capped = above;
    highest = (limit * others.sum) / (weights.length - limit * above);
    if (!(highest > 0)) {
      equalize(weights);
      return true;
    }
    isCapped = true;
  }
  if (isCapped) for (let row = 0; row < weights.length; row++) weights[row] = Math.min(weights[row], highest);
  return isCapped;
}

function sumUpTo(weights: Float64Array, highest: number): { readonly count: number; readonly sum: number } {
  let count = 0;
  let total = 0;
  for (let row = 0; row < weights.length; row++) {
    if (weights[row] > highest) continue;
    count++;
    total += weights[row];
  }
  return { count, sum: total };
}

function equalize(weights: Float64Array): void {
  for (let row = 0; row < weights.length; row++) weights[row] = Math.sign(weights[row]);
}

function reachableShares({ cells, counts }: RakingMargin, every: Float64Array): Float64Array {
  const present = weightedCounts(cells, every, counts.length).map(Math.sign);
  const reachable = Float64Array.from(counts, (count, cell) => count * present[cell]);
  const total = sum(reachable);
  if (total === 0) return Float64Array.from(present, (flag) => flag / sum(present));
  return reachable.map((count) => count / total);
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}
