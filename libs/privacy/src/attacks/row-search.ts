import { quantile } from '#statistics/quantile';
import type { DataDictionary } from '#tabular/dictionary';
import { type ComparableCells, MISSING_NUMBER } from '../comparable-cells.ts';
import { isAtLeast, isAtMost, isValue, type Predicate, type Term } from './predicate.ts';

/**
 * Searches a cohort for rows that nobody else is like: by the state of a category, a missing number, and the side of its
 * column's median that a number lies on. Rows of one value are kept as bits, 32 a word, from when they are first asked for.
 */
export class RowSearch {
  readonly cells: ComparableCells;
  readonly rowCount: number;
  /** Per column its known numbers, ascending; none of categories. */
  readonly numbers: readonly Float64Array[];
  /** NaN for categories. */
  readonly #medians: readonly number[];
  /** Per column, by value. */
  readonly #bits: readonly Map<number, Int32Array>[];

  constructor(dictionary: DataDictionary, cells: ComparableCells) {
    this.rowCount = cells[0]?.length ?? 0;
    this.numbers = dictionary.fields.map(({ kind }, column) =>
      kind === 'numeric' ? presentNumbers(cells[column]) : new Float64Array(),
    );
    this.cells = cells;
    this.#medians = this.numbers.map((numbers) => quantile(numbers, 0.5));
    this.#bits = cells.map(() => new Map());
  }

  /** What the row is like on the columns. */
  describe(row: number, columns: Int32Array): Predicate {
    return Array.from(columns, (column) => this.#termOf(column, row));
  }

  /** Whether no other row is like it on the columns. */
  isOnly(row: number, columns: Int32Array): boolean {
    const masks: Int32Array[] = [];
    const ranges: number[] = [];
    for (const column of columns) {
      const cell = this.cells[column][row];
      if (this.#isNumber(column, cell)) ranges.push(column);
      else masks.push(this.#bitsOf(column, cell));
    }
    for (let word = 0; 32 * word < this.rowCount; word++) {
      let lanes = this.#lanesOf(word);
      for (const bits of masks) lanes &= bits[word];
      for (; lanes !== 0; lanes &= lanes - 1) {
        const other = 32 * word + 31 - Math.clz32(lanes & -lanes);
        if (other !== row && this.#isLike(row, other, ranges)) return false;
      }
    }
    return true;
  }

  #termOf(column: number, row: number): Term {
    const cell = this.cells[column][row];
    if (!this.#isNumber(column, cell)) return isValue(column, cell);
    return cell >= this.#medians[column] ? isAtLeast(column, cell) : isAtMost(column, cell);
  }

  #isNumber(column: number, cell: number): boolean {
    return cell !== MISSING_NUMBER && this.numbers[column].length > 0;
  }

  /** By the terms of the row's numbers in these columns; missing numbers are neither at most nor at least anything. */
  #isLike(row: number, other: number, columns: readonly number[]): boolean {
    for (const column of columns) {
      const cells = this.cells[column];
      const isUpper = cells[row] >= this.#medians[column];
      if (isUpper ? cells[other] < cells[row] : cells[other] > cells[row] || cells[other] === MISSING_NUMBER)
        return false;
    }
    return true;
  }

  /** Bits of the rows that there are. */
  #lanesOf(word: number): number {
    const rows = this.rowCount - 32 * word;
    return rows < 32 ? (1 << rows) - 1 : -1;
  }

  #bitsOf(column: number, value: number): Int32Array {
    const known = this.#bits[column].get(value);
    if (known !== undefined) return known;
    const bits = new Int32Array(Math.ceil(this.rowCount / 32));
    this.cells[column].forEach((cell, row) => {
      if (cell === value) bits[row >>> 5] |= 1 << (row & 31);
    });
    this.#bits[column].set(value, bits);
    return bits;
  }
}

function presentNumbers(cells: Float64Array): Float64Array {
  return cells.filter((cell) => cell !== MISSING_NUMBER).sort();
}
