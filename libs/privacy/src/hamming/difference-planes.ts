import type { CodedColumn, CodedRecords } from '../coded-records.ts';
import type { ColumnGroup } from './column-groups.ts';

/**
 * A block of rows turned on its side: 32 rows to a word, one bit each. Per combination of codes of a column group two
 * planes of `wordCount` words, one after the other, hold in how many of the group's columns a row differs from it: the
 * ones and the twos of that number.
 */
export interface DifferencePlanes {
  readonly firstRow: number;
  readonly rowCount: number;
  readonly wordCount: number;
  /** Starts with a pair of planes of zeros. */
  readonly planes: Int32Array;
  /** Per combination: where its pair of planes starts. */
  readonly starts: Int32Array;
}

interface PairsOfPlanes {
  readonly planes: Int32Array;
  readonly starts: Int32Array;
}

/** The planes of rows `firstRow` … `firstRow + rowCount − 1`. */
export function differencePlanes(
  records: CodedRecords,
  groups: readonly ColumnGroup[],
  firstRow: number,
  rowCount: number,
): DifferencePlanes {
  const wordCount = Math.ceil(rowCount / 32);
  const parts = groups.map(({ columns }) =>
    columns
      .map((column) => columnPlanes(rowsOf(records.columns[column], firstRow, rowCount), wordCount))
      .reduce((group, column) => addColumn(group, column, wordCount)),
  );
  return { firstRow, rowCount, wordCount, ...concatenate(parts, 2 * wordCount) };
}

function rowsOf({ codes, codeCount }: CodedColumn, first: number, count: number): CodedColumn {
  return { codes: codes.subarray(first, first + count), codeCount };
}

/** Codes that no row has share the first pair of planes, in which every row differs. */
function columnPlanes({ codes, codeCount }: CodedColumn, words: number): PairsOfPlanes {
  const slots = new Int32Array(codeCount);
  let used = 1;
  for (let row = 0; row < codes.length; row++) if (slots[codes[row]] === 0) slots[codes[row]] = used++;
  const pair = 2 * words;
  const planes = new Int32Array(pair * used);
  for (let slot = 0; slot < used; slot++) planes.fill(-1, pair * slot, pair * slot + words);
  for (let row = 0; row < codes.length; row++) {
    planes[pair * slots[codes[row]] + (row >>> 5)] &= ~(1 << (row & 31));
  }
  return { planes, starts: slots.map((slot) => pair * slot) };
}

/** Combinations with one more column, whose planes of twos are 0. Its code is their last digit. */
function addColumn(group: PairsOfPlanes, column: PairsOfPlanes, words: number): PairsOfPlanes {
  const codes = column.starts.length;
  const starts = Int32Array.from({ length: group.starts.length * codes }, (_, combination) => 2 * words * combination);
  const planes = new Int32Array(2 * words * starts.length);
  for (let combination = 0; combination < starts.length; combination++) {
    const before = group.starts[Math.floor(combination / codes)];
    const added = column.starts[combination % codes];
    const start = starts[combination];
    for (let word = 0; word < words; word++) {
      const ones = group.planes[before + word];
      const differs = column.planes[added + word];
      planes[start + word] = ones ^ differs;
      planes[start + words + word] = group.planes[before + words + word] | (ones & differs);
    }
  }
  return { planes, starts };
}

/** @param zeros words of 0 to start with */
function concatenate(parts: readonly PairsOfPlanes[], zeros: number): PairsOfPlanes {
  const planes = new Int32Array(parts.reduce((length, part) => length + part.planes.length, zeros));
  const starts = new Int32Array(parts.reduce((length, part) => length + part.starts.length, 0));
  let word = zeros;
  let combination = 0;
  for (const part of parts) {
    planes.set(part.planes, word);
    for (const start of part.starts) starts[combination++] = word + start;
    word += part.planes.length;
  }
  return { planes, starts };
}
