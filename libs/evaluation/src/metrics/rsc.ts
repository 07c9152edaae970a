/** Rows of both cohorts in the cells (states, bins) of one column. */
export interface SupportCells {
  readonly real: ArrayLike<number>;
  readonly synthetic: ArrayLike<number>;
}

/**
 * Regularised support coverage of TabSynDex in [0, 1], capped per cell at 1, so that only too few synthetic rows count
 * against it: the mean over columns of the mean over cells with real rows of min(1, ρ n_S / n_R).
 * @param ratio ρ, real rows per synthetic row
 */
export function supportCoverage(columns: readonly SupportCells[], ratio: number): number {
  const covered = columns.map((column) => columnCoverage(column, ratio)).filter((score) => !Number.isNaN(score));
  return covered.reduce((sum, score) => sum + score, 0) / covered.length;
}

/** Of one column; NaN when it has no real rows. */
export function columnCoverage({ real, synthetic }: SupportCells, ratio: number): number {
  let cells = 0;
  let sum = 0;
  for (let i = 0; i < real.length; i++) {
    if (!(real[i] > 0)) continue;
    cells++;
    sum += Math.min(1, (ratio * synthetic[i]) / real[i]);
  }
  return sum / cells;
}
