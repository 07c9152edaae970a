/** Counts as they may be released. */
export interface ReleasedCounts {
  /** null: suppressed. */
  readonly counts: readonly (number | null)[];
  readonly suppressed: number;
}

/**
 * Suppresses counts above 0 and below `minimum`. Where these add up to less than `minimum`, the least other counts above
 * 0 are hidden too until the hidden ones don't: their sum follows from the total, and two that sum to 2 are each 1.
 * @param counts the cells of one partition of rows whose total is known
 */
export function suppressSmallCells(counts: ArrayLike<number>, minimum: number): ReleasedCounts {
  const all = Array.from(counts);
  const hidden = new Set(all.keys().filter((cell) => isSmallCount(all[cell], minimum)));
  const others = [...all.keys()]
    .filter((cell) => all[cell] > 0 && !hidden.has(cell))
    .toSorted((x, y) => all[x] - all[y]);
  let total = [...hidden].reduce((sum, cell) => sum + all[cell], 0);
  for (const cell of others) {
    if (total === 0 || total >= minimum) break;
    hidden.add(cell);
    total += all[cell];
  }
  return { counts: all.map((count, cell) => (hidden.has(cell) ? null : count)), suppressed: hidden.size };
}

/** Above 0 and below the minimum. */
export function isSmallCount(count: number, minimum: number): boolean {
  return count > 0 && count < minimum;
}
