/**
 * The most telling splits of a model as plain data, so that a clinician can check the model by reading it. Nothing of fewer
 * rows than the least leaf is told.
 */
import type { CategoricalField, DataDictionary, NumericField } from '#tabular/dictionary';
import { binUnits, gridOf } from '#tabular/profile/grid';
import { binsStart, missingPlace, SAME_AS_GREATER } from '../columns/fine-cells.ts';
import type { ColumnCoding } from './coding/column-coding.ts';
import type { SequentialTreesState } from './state.ts';
import { countsByNode, type Tree } from './tree.ts';

/** Splits told on a path from the root. */
const MOST_DEPTH = 3;

/** One outcome and the tree by which it is generated. */
export interface DescribedColumn {
  readonly column: string;
  readonly title?: string;
  /** Columns that the tree could use, in the order in which they are generated. */
  readonly given: number;
  readonly root: DescribedNode;
}

export interface DescribedNode {
  /** Rows of the cohort, of all sites together. */
  readonly rows: number;
  /** For states: share of each with rows enough to be told, from rows rounded to the minimum cell size; most frequent first. */
  readonly shares?: readonly { readonly state: string; readonly share: number }[];
  /** For numbers: the value in the middle of the bin in which the median lies, of rows that have one, if these are enough. */
  readonly median?: number;
  readonly split?: DescribedSplit;
}

export interface DescribedSplit {
  readonly column: string;
  readonly title?: string;
  readonly unit?: string;
  /** Rows of the left branch: values up to this one (numbers and grades), or in these states. */
  readonly upTo?: number | string;
  readonly states?: readonly string[];
  /** Whether rows without a value go left; absent where every row has one. */
  readonly missingGoesLeft?: boolean;
  readonly left: DescribedNode;
  readonly right: DescribedNode;
}

/** The top of the first tree of each outcome, in the order in which they are generated. */
export function describeSplits(dictionary: DataDictionary, state: SequentialTreesState): DescribedColumn[] {
  const describer = new Describer(dictionary, state);
  return [...state.order]
    .filter((column) => state.columns[column].field.outcome)
    .map((column) => {
      const { name, title } = state.columns[column].field;
      const tree = state.trees.find(({ target }) => target === column)!;
      const given = state.order.indexOf(column);
      return { column: name, ...(title !== undefined && { title }), given, root: describer.describe(tree) };
    });
}

class Describer {
  readonly #minimumCellSize: number;
  readonly #columns: readonly ColumnCoding[];

  constructor({ minimumCellSize }: DataDictionary, { columns }: SequentialTreesState) {
    this.#minimumCellSize = minimumCellSize;
    this.#columns = columns;
  }

  describe(tree: Tree): DescribedNode {
    const coding = this.#columns[tree.target];
    const counts = countsByNode(tree, coding.cellCount);
    const node = (index: number): DescribedNode => {
      const isTold = tree.predictor[index] >= 0 && tree.depth[index] < MOST_DEPTH;
      return { ...this.#contents(coding, counts[index]), ...(isTold && { split: split(index) }) };
    };
    const split = (index: number): DescribedSplit => ({
      ...this.#branch(this.#columns[tree.predictor[index]], tree.leftCells[index]),
      left: node(tree.left[index]),
      right: node(tree.left[index] + 1),
    });
    return node(0);
  }

  #contents(coding: ColumnCoding, counts: Float64Array): Omit<DescribedNode, 'split'> {
    const rows = counts.reduce((sum, count) => sum + count, 0);
    if (coding.field.kind === 'numeric') {
      const median = medianCell(coding, counts, this.#minimumCellSize);
      return { rows, ...(median !== undefined && { median: middleOf(coding, coding.field, median) }) };
    }
    const size = this.#minimumCellSize;
    // Rounded, so that no share tells how few rows are in the states that aren't told.
    const toldCount = (count: number) => Math.min(rows, Math.round(count / size) * size);
    const shares = Array.from(counts, (count, cell) => ({ cell, count }))
      .filter(({ count }) => count >= size)
      .sort((a, b) => b.count - a.count || a.cell - b.cell)
      .map(({ cell, count }) => ({
        state: statesIn(coding, cell).join(' or '),
        share: rounded(toldCount(count) / rows, 3),
      }));
    return { rows, shares };
  }

  #branch(coding: ColumnCoding, leftCells: number): Omit<DescribedSplit, 'left' | 'right'> {
    const { field, missingCell, cellCount } = coding;
    const goesLeft = (cell: number) => ((leftCells >>> cell) & 1) === 1;
    const valued = Array.from({ length: cellCount }, (_, cell) => cell).filter((cell) => cell !== missingCell);
    const left = valued.filter(goesLeft);
    return {
      column: field.name,
      ...(field.title !== undefined && { title: field.title }),
      ...(field.kind === 'numeric' && field.unit !== undefined && { unit: field.unit }),
      ...(coding.isOrdered && left.length > 0
        ? { upTo: greatestOf(coding, left[left.length - 1]) }
        : { states: left.flatMap((cell) => statesIn(coding, cell)) }),
      ...(missingCell >= 0 && { missingGoesLeft: goesLeft(missingCell) }),
    };
  }
}

/** The cell in which the median of the rows with a value lies; undefined for fewer than `least` of these. */
function medianCell({ missingCell }: ColumnCoding, counts: Float64Array, least: number): number | undefined {
  const valued = counts.reduce((sum, count, cell) => (cell === missingCell ? sum : sum + count), 0);
  if (valued < Math.max(least, 1)) return undefined;
  let seen = 0;
  for (let cell = 0; cell < counts.length; cell++) {
    if (cell === missingCell) continue;
    seen += counts[cell];
    if (2 * seen >= valued) return cell;
  }
  return undefined;
}

function statesIn({ field, cellOf }: ColumnCoding, cell: number): string[] {
  if (field.kind !== 'categorical') return [];
  return field.states
    .filter((_, state) => cellOf[state] === cell)
    .concat(isMissing(field, cellOf, cell) ? ['missing'] : []);
}

function isMissing(field: CategoricalField, cellOf: Uint8Array, cell: number): boolean {
  return !field.required && cellOf[missingPlace(field)] === cell;
}

/** The greatest value of a cell, or the last of its grades. */
function greatestOf(coding: ColumnCoding, cell: number): number | string {
  const { field } = coding;
  if (field.kind === 'categorical') return statesIn(coding, cell).at(-1)!;
  const values = valuesOf(coding, field, cell);
  return values.length > 0 ? values[values.length - 1].greatest : field.maximum;
}

function middleOf(coding: ColumnCoding, field: NumericField, cell: number): number {
  const values = valuesOf(coding, field, cell);
  if (values.length === 0) return field.maximum;
  return rounded((values[0].least + values[values.length - 1].greatest) / 2, field.decimals);
}

/** What a cell of a number may hold, ascending; "the same as the greater time" has no value of its own. */
function valuesOf({ greater, cellOf, counts }: ColumnCoding, field: NumericField, cell: number) {
  const grid = gridOf(field);
  const start = binsStart(field, greater);
  return Array.from(cellOf, (_, fine) => fine)
    .filter((fine) => fine > 0 && cellOf[fine] === cell && !(greater !== undefined && fine === SAME_AS_GREATER))
    .filter((fine) => counts[fine] > 0 || fine >= start)
    .map((fine) => {
      if (fine < start) {
        const value = field.modalValues[fine - (start - field.modalValues.length)];
        return { least: value, greatest: value };
      }
      const { least, greatest } = binUnits(grid, fine - start);
      return { least: least / grid.unit, greatest: greatest / grid.unit };
    })
    .sort((a, b) => a.least - b.least);
}

function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
