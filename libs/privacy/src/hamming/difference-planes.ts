import type { CodedRecords } from '../coded-records.ts';
import type { ColumnGroup, HeldCodes } from './column-groups.ts';

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

/**
 * The planes of rows `firstRow` … `firstRow + rowCount − 1`.
 * @param held codes of the records that the rows will be compared with
 */
export function differencePlanes(
  { columns }: CodedRecords,
  groups: readonly ColumnGroup[],
  held: readonly HeldCodes[],
  firstRow: number,
  rowCount: number,
): DifferencePlanes {
  const wordCount = Math.ceil(rowCount / 32);
  const parts = groups.map((group) =>
    group.columns
      .map((column) => {
        const codes = columns[column].codes.subarray(firstRow, firstRow + rowCount);
        return columnPlanes(codes, held[column], wordCount);
      })
      .reduce((combined, column) => addColumn(combined, column, wordCount)),
  );
  return { firstRow, rowCount, wordCount, ...concatenate(parts, 2 * wordCount) };
}

/** A plane of ones per code, all set but for the rows that hold it, and a plane of twos without any. */
function columnPlanes(codes: Uint16Array, { count, numbers }: HeldCodes, words: number): PairsOfPlanes {
  const pair = 2 * words;
  const planes = new Int32Array(pair * count);
  for (let number = 0; number < count; number++) planes.fill(-1, pair * number, pair * number + words);
  for (let row = 0; row < codes.length; row++) {
    const number = numbers[codes[row]];
    if (number >= 0) planes[pair * number + (row >>> 5)] ^= 1 << (row & 31);
  }
  return { planes, starts: multiplesOf(pair, count) };
}

/** Combinations with one more column, whose planes of twos are 0. Its code is their last digit. */
function addColumn(group: PairsOfPlanes, column: PairsOfPlanes, words: number): PairsOfPlanes {
  const codes = column.starts.length;
  const starts = multiplesOf(2 * words, group.starts.length * codes);
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

function multiplesOf(step: number, count: number): Int32Array {
  const multiples = new Int32Array(count);
  for (let i = 0; i < count; i++) multiples[i] = i * step;
  return multiples;
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
