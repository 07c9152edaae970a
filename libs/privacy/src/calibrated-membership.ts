/** Real rows by their distance to a reference cohort and to the cohort in question, in cells of equal width. */
export interface JointDistances {
  /** Cells of either distance. */
  readonly cells: number;
  /** Shape (cells × cells): rows at [reference × cells + cohort]. May be expected counts. */
  readonly counts: ArrayLike<number>;
}

export const MOST_CELLS = 128;

/** Cells for distances 0 … columnCount: one each, or as few distances a cell as `MOST_CELLS` allows. */
export function distanceCells(columnCount: number): { readonly cells: number; readonly width: number } {
  const width = Math.ceil((columnCount + 1) / MOST_CELLS);
  return { cells: Math.ceil((columnCount + 1) / width), width };
}

/** @param reference and `cohort`: the distances of the same rows; those beyond columnCount are left out */
export function jointDistances(reference: Uint16Array, cohort: Uint16Array, columnCount: number): Float64Array {
  const { cells, width } = distanceCells(columnCount);
  const counts = new Float64Array(cells * cells);
  reference.forEach((distance, row) => {
    if (distance > columnCount || cohort[row] > columnCount) return;
    counts[Math.floor(distance / width) * cells + Math.floor(cohort[row] / width)]++;
  });
  return counts;
}

/**
 * Rows by distance to the cohort − distance to the reference: nearer to the cohort than a row as unusual as this one
 * would be by chance. Shape (2 cells − 1), ascending.
 */
export function calibratedHistogram({ cells, counts }: JointDistances): Float64Array {
  const histogram = new Float64Array(2 * cells - 1);
  for (let i = 0; i < cells * cells; i++) histogram[(i % cells) - Math.floor(i / cells) + cells - 1] += counts[i];
  return histogram;
}

/**
 * The share of all rows that lie farthest from the reference: the rarest patients. Where the last of them are equally
 * far as others, each of these counts with the share of them that is wanted.
 * @returns expected counts, for training and held-out rows
 */
export function mostExposed(
  training: JointDistances,
  heldOut: JointDistances,
  share: number,
): [JointDistances, JointDistances] {
  const { cells } = training;
  const weights = new Float64Array(cells);
  const perCell = Float64Array.from(weights, (_, cell) => rowTotal(training, cell) + rowTotal(heldOut, cell));
  let wanted = share * perCell.reduce((sum, count) => sum + count, 0);
  for (let cell = cells - 1; cell >= 0; cell--) {
    if (perCell[cell] > 0) weights[cell] = Math.min(1, wanted / perCell[cell]);
    wanted = Math.max(0, wanted - perCell[cell]);
  }
  const weighted = ({ counts }: JointDistances) => ({
    cells,
    counts: Float64Array.from(counts, (count, i) => count * weights[Math.floor(i / cells)]),
  });
  return [weighted(training), weighted(heldOut)];
}

function rowTotal({ cells, counts }: JointDistances, reference: number): number {
  let sum = 0;
  for (let cell = 0; cell < cells; cell++) sum += counts[reference * cells + cell];
  return sum;
}
