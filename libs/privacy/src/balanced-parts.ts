import type { RandomStream } from '#random/random-stream';

/**
 * Row indices in random order cut into `parts` pieces of `size` rows; rows left over are in none.
 * @throws RangeError when parts × size exceeds rowCount
 */
export function drawParts(rowCount: number, parts: number, size: number, stream: RandomStream): Int32Array[] {
  if (parts * size > rowCount) throw new RangeError(`${rowCount} rows don't make ${parts} parts of ${size}`);
  const order = stream.permutation(rowCount);
  return Array.from({ length: parts }, (_, part) => order.subarray(part * size, (part + 1) * size));
}

/** All rows in random order, cut into pieces whose sizes differ by at most one. */
export function splitEvenly(rowCount: number, parts: number, stream: RandomStream): Int32Array[] {
  const order = stream.permutation(rowCount);
  return Array.from({ length: parts }, (_, part) =>
    order.subarray(Math.round((part * rowCount) / parts), Math.round(((part + 1) * rowCount) / parts)),
  );
}
