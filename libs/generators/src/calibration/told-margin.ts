import type { ListedMargin } from './balanced-draw.ts';

/**
 * A margin as a released cohort may have it. A draw from a raked pool has the wanted rows of every cell nearly to the row, so it
 * would tell the cells of fewer rows than the minimum cell size, which the report suppresses. Such cells are joined, as few of
 * them as make the minimum; where all together don't, they are wanted as often as it. Which of them a row is in is the
 * generator's. Empty cells stay empty.
 * @param lanes cells are joined with those that come this many after them: 2 where two kinds take turns
 */
export function toldMargin({ name, cells, counts }: ListedMargin, minimum: number, lanes = 1): ListedMargin {
  const told = Float64Array.from(counts);
  const cellOf = Int32Array.from(told, (_, cell) => cell);
  for (let lane = 0; lane < lanes; lane++) {
    const few = Array.from(cellOf.keys()).filter(
      (cell) => cell % lanes === lane && counts[cell] > 0 && counts[cell] < minimum,
    );
    joinFew(few, told, cellOf, minimum);
  }
  return { name, cells: cells.map((cell) => cellOf[cell]), counts: told };
}

function joinFew(few: readonly number[], told: Float64Array, cellOf: Int32Array, minimum: number): void {
  let joined = -1;
  let left = few.reduce((sum, cell) => sum + told[cell], 0);
  for (const cell of few) {
    const count = told[cell];
    // A new one only if what follows is enough for it.
    if (joined < 0 || (told[joined] >= minimum && left >= minimum)) joined = cell;
    else {
      told[joined] += count;
      told[cell] = 0;
      cellOf[cell] = joined;
    }
    left -= count;
  }
  if (joined >= 0) told[joined] = Math.max(told[joined], minimum);
}
