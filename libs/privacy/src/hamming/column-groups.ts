import type { CodedRecords } from '../coded-records.ts';

/** Columns compared together: one look-up by the combination of their codes tells in how many of them rows differ. */
export interface ColumnGroup {
  /** One to three. */
  readonly columns: readonly number[];
  /** The product of the columns' code counts. */
  readonly combinationCount: number;
  /** Combinations of all groups are numbered through; those of this group start here. */
  readonly firstCombination: number;
}

/** Bits are kept per combination; more of them would outgrow the processor's cache. */
const MOST_COMBINATIONS = 64;
const MOST_COLUMNS = 3;

/** Columns with few codes in threes, the others in twos or alone. */
export function groupColumns({ columns }: CodedRecords): ColumnGroup[] {
  const byCodes = [...columns.keys()].toSorted((a, b) => columns[a].codeCount - columns[b].codeCount || a - b);
  const groups: ColumnGroup[] = [];
  for (const column of byCodes) {
    const { codeCount } = columns[column];
    const last = groups.at(-1);
    if (last && last.columns.length < MOST_COLUMNS && last.combinationCount * codeCount <= MOST_COMBINATIONS) {
      const combinationCount = last.combinationCount * codeCount;
      groups.splice(-1, 1, { ...last, columns: [...last.columns, column], combinationCount });
    } else {
      const firstCombination = last ? last.firstCombination + last.combinationCount : 0;
      groups.push({ columns: [column], combinationCount: codeCount, firstCombination });
    }
  }
  return groups;
}

/** The number of each row's combination in each group, row by row: shape (rowCount × groups). */
export function combineCodes(groups: readonly ColumnGroup[], { columns, rowCount }: CodedRecords): Int32Array {
  const combined = new Int32Array(rowCount * groups.length);
  groups.forEach((group, g) => {
    for (let row = 0; row < rowCount; row++) {
      let combination = 0;
      for (const column of group.columns) {
        combination = combination * columns[column].codeCount + columns[column].codes[row];
      }
      combined[row * groups.length + g] = group.firstCombination + combination;
    }
  });
  return combined;
}
