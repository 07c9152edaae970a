import type { CodedColumn, CodedRecords } from '../coded-records.ts';

/** The codes that records hold in a column, numbered through. */
export interface HeldCodes {
  readonly count: number;
  /** Per code its number; −1: no record holds it. */
  readonly numbers: Int32Array;
}

/** Columns compared together: one look-up by the combination of their codes tells in how many of them rows differ. */
export interface ColumnGroup {
  /** One to three. */
  readonly columns: readonly number[];
  /** The product of the columns' numbers of codes. */
  readonly combinationCount: number;
  /** Combinations of all groups are numbered through; those of this group start here. */
  readonly firstCombination: number;
}

/** Bits are kept per combination; more of them would outgrow the processor's cache. */
const MOST_COMBINATIONS = 64;
const MOST_COLUMNS = 3;

export function heldCodes({ columns }: CodedRecords): HeldCodes[] {
  return columns.map(({ codes, codeCount }) => {
    const numbers = new Int32Array(codeCount).fill(-1);
    let count = 0;
    for (let row = 0; row < codes.length; row++) if (numbers[codes[row]] < 0) numbers[codes[row]] = count++;
    return { count, numbers };
  });
}

/** Columns with few codes in threes, the others in twos or alone. */
export function groupColumns(held: readonly HeldCodes[]): ColumnGroup[] {
  const byCount = [...held.keys()].toSorted((a, b) => held[a].count - held[b].count || a - b);
  const groups: ColumnGroup[] = [];
  for (const column of byCount) {
    const { count } = held[column];
    const last = groups.at(-1);
    if (last && last.columns.length < MOST_COLUMNS && last.combinationCount * count <= MOST_COMBINATIONS) {
      const combinationCount = last.combinationCount * count;
      groups.splice(-1, 1, { ...last, columns: [...last.columns, column], combinationCount });
    } else {
      const firstCombination = last ? last.firstCombination + last.combinationCount : 0;
      groups.push({ columns: [column], combinationCount: count, firstCombination });
    }
  }
  return groups;
}

/** The number of each row's combination in each group, row by row: shape (rowCount × groups). */
export function combineCodes(
  groups: readonly ColumnGroup[],
  held: readonly HeldCodes[],
  { columns, rowCount }: CodedRecords,
): Int32Array {
  const combined = new Int32Array(rowCount * groups.length);
  groups.forEach((group, g) => {
    const combination = new Int32Array(rowCount);
    for (const column of group.columns) addDigit(combination, columns[column], held[column]);
    for (let row = 0; row < rowCount; row++) {
      combined[row * groups.length + g] = group.firstCombination + combination[row];
    }
  });
  return combined;
}

function addDigit(combination: Int32Array, { codes }: CodedColumn, { count, numbers }: HeldCodes): void {
  for (let row = 0; row < codes.length; row++) combination[row] = combination[row] * count + numbers[codes[row]];
}
