/**
 * Joining a column's fine cells (states, bins) into few, on pooled counts: what trees split on, and what their leaves
 * count.
 */

/** A cell that stays by itself where it has rows: a value that many rows share. */
export interface FineCell {
  readonly count: number;
  readonly isAlone?: boolean;
}

/**
 * Neighbouring cells joined to at most `most` of nearly equal count. Where so many hold rows at all, each is its own; an
 * empty cell goes with the next that holds rows.
 * @returns the group of each cell, ascending from 0 without holes
 */
export function joinNeighbours(cells: readonly FineCell[], most: number): number[] {
  const occupied = cells.filter(({ count }) => count > 0);
  const alone = occupied.filter(({ isAlone }) => isAlone).length;
  const total = occupied.reduce((sum, { count }) => sum + count, 0);
  const groups = Math.max(1, most - 2 * alone);
  const isFew = occupied.length <= most;
  const keys: number[] = [];
  let seen = 0;
  let occupiedBefore = 0;
  for (const { count } of cells) {
    keys.push(
      isFew
        ? Math.min(occupiedBefore, occupied.length - 1)
        : Math.min(groups - 1, Math.floor(((seen + count / 2) * groups) / total)),
    );
    seen += count;
    if (count > 0) occupiedBefore++;
  }
  return numbered(cells, keys, Math.max(1, most));
}

/**
 * The most frequent states keep a cell each, in their order; the rest share the last one.
 * @returns the group of each state
 */
export function joinRarest(counts: readonly number[], most: number): number[] {
  if (counts.length <= most) return counts.map((_, state) => state);
  const frequent = counts
    .map((_, state) => state)
    .sort((a, b) => counts[b] - counts[a] || a - b)
    .slice(0, most - 1)
    .sort((a, b) => a - b);
  const groupOf = new Map(frequent.map((state, group) => [state, group]));
  return counts.map((_, state) => groupOf.get(state) ?? most - 1);
}

/** Keys as group numbers from 0; a cell that stays alone ends the group before it and begins one after it. */
function numbered(cells: readonly FineCell[], keys: readonly number[], most: number): number[] {
  let group = 0;
  return keys.map((key, i) => {
    if (i > 0 && (key !== keys[i - 1] || isAlone(cells[i]) || isAlone(cells[i - 1]))) group++;
    return Math.min(group, most - 1);
  });
}

function isAlone({ count, isAlone: alone }: FineCell): boolean {
  return alone === true && count > 0;
}
