/** Counts as they may be released. */
export interface ReleasedCounts {
  /** null: suppressed. */
  readonly counts: readonly (number | null)[];
  readonly suppressed: number;
}

/**
 * Suppresses counts above 0 and below `minimum`. Where that hides one count alone, the least other count above 0 is
 * hidden too, because the hidden one could be had from the total.
 * @param counts the cells of one partition of rows whose total is known
 */
export function suppressSmallCells(counts: ArrayLike<number>, minimum: number): ReleasedCounts {
  const all = Array.from(counts);
  const hidden = new Set(all.keys().filter((cell) => isSmallCount(all[cell], minimum)));
  if (hidden.size === 1) {
    const others = [...all.keys()].filter((cell) => all[cell] > 0 && !hidden.has(cell));
    const least = others.toSorted((a, b) => all[a] - all[b]).at(0);
    if (least !== undefined) hidden.add(least);
  }
  return { counts: all.map((count, cell) => (hidden.has(cell) ? null : count)), suppressed: hidden.size };
}

/** Above 0 and below the minimum. */
export function isSmallCount(count: number, minimum: number): boolean {
  return count > 0 && count < minimum;
}
