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

/** The cell of a row is that of its pair of codes: `cellOf[first × width + second]`. Lists of all pairs would fill memory. */
export interface JointCells {
  readonly first: Uint8Array;
  readonly second: Uint8Array;
  readonly width: number;
  readonly cellOf: Uint16Array;
}

type CellList = Uint8Array | Uint16Array | Int32Array;

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
  if (margins.length === 0) return weights;
  const cells = listCells(margins, rowCount);
  const shares = margins.map(({ counts }, i) => reachableShares(cells[i], counts));
  for (let sweep = 0; sweep < options.sweeps; sweep++) {
    const change = fitEach(weights, cells, shares);
    const isCapped = cap(weights, options.weightCap);
    if (!isCapped && change < precision) break;
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
 * Meets one margin after the other: multiplies each row's weight by wanted share ÷ present share of its cell; total stays
 * the number of rows. While the weights are multiplied for a margin they are counted for the next: half as much memory to
 * walk through, and the same sums in the same order.
 * @returns the largest share by which a margin changed a weight above 0
 */
function fitEach(weights: Float64Array, cells: readonly CellList[], shares: readonly Float64Array[]): number {
  let change = 0;
  let last = cells[0];
  let factors = shares[0].map(() => 1);
  for (let margin = 0; margin < cells.length; margin++) {
    const counts = new Float64Array(shares[margin].length);
    multiplyAndCount(weights, last, factors, cells[margin], counts);
    change = Math.max(change, turnIntoFactors(counts, shares[margin], weights.length));
    last = cells[margin];
    factors = counts;
  }
  for (let row = 0; row < weights.length; row++) weights[row] *= factors[last[row]];
  return change;
}

function multiplyAndCount(
  weights: Float64Array,
  last: CellList,
  factors: Float64Array,
  cells: CellList,
  counts: Float64Array,
): void {
  for (let row = 0; row < weights.length; row++) {
    const weight = weights[row] * factors[last[row]];
    weights[row] = weight;
    counts[cells[row]] += weight;
  }
}

/**
 * In place. A margin that would leave no row any weight contradicts the others and is passed over.
 * @returns the largest share by which a weight above 0 will change
 */
function turnIntoFactors(counts: Float64Array, shares: Float64Array, rowCount: number): number {
  if (!counts.some((weight, cell) => weight > 0 && shares[cell] > 0)) {
    counts.fill(1);
    return 0;
  }
  let change = 0;
  for (let cell = 0; cell < counts.length; cell++) {
    if (counts[cell] === 0) continue;
    counts[cell] = (shares[cell] * rowCount) / counts[cell];
    change = Math.max(change, Math.abs(counts[cell] - 1));
  }
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

function reachableShares(cells: CellList, counts: ArrayLike<number>): Float64Array {
  const present = new Float64Array(counts.length);
  for (let row = 0; row < cells.length; row++) present[cells[row]] = 1;
  const reachable = Float64Array.from(counts, (count, cell) => count * present[cell]);
  const total = sum(reachable);
  if (total === 0) return Float64Array.from(present, (flag) => flag / sum(present));
  return reachable.map((count) => count / total);
}

/** The cell of each row in each margin, in as few bytes as all of them fit in: raking walks through them in every sweep. */
function listCells(margins: readonly RakingMargin[], rowCount: number): CellList[] {
  const most = Math.max(...margins.map(({ counts }) => counts.length));
  const List = most <= 2 ** 8 ? Uint8Array : most <= 2 ** 16 ? Uint16Array : Int32Array;
  return margins.map(({ cells }) => {
    if (cells instanceof Int32Array) return new List(cells);
    const { first, second, width, cellOf } = cells;
    const list = new List(rowCount);
    for (let row = 0; row < rowCount; row++) list[row] = cellOf[first[row] * width + second[row]];
    return list;
  });
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}
