import { type PackedRecords, wordsPerRow } from './packed-records.ts';

/** Bound once: a look-up of the global for every word would cost more than the multiplication. */
const { imul } = Math;

/**
 * The least Hamming distance (number of unequal columns) from each row of `from` to a row of `to`.
 * @returns shape (from.rowCount), each in 0 … columnCount; all columnCount + 1 when `to` is empty
 */
export function nearestDistances(from: PackedRecords, to: PackedRecords): Uint16Array {
  const width = wordsPerRow(from);
  const [ends2, ends4, ends8] = laneEnds(from);
  const a = from.words;
  const b = to.words;
  const nearest = new Uint16Array(from.rowCount);
  for (let row = 0; row < from.rowCount; row++) {
    const start = row * width;
    let least = from.columnCount + 1;
    for (let other = 0; other < b.length && least > 0; other += width) {
      let distance = 0;
      let word = 0;
      // One bit per unequal lane: the bits of a lane are folded onto its lowest.
      for (; word < ends2 && distance < least; word++) {
        const differs = a[start + word] ^ b[other + word];
        distance += countBits((differs | (differs >>> 1)) & 0x55555555);
      }
      for (; word < ends4 && distance < least; word++) {
        let differs = a[start + word] ^ b[other + word];
        differs |= differs >>> 2;
        distance += countBits((differs | (differs >>> 1)) & 0x11111111);
      }
      for (; word < ends8 && distance < least; word++) {
        let differs = a[start + word] ^ b[other + word];
        differs |= differs >>> 4;
        differs |= differs >>> 2;
        distance += countBits((differs | (differs >>> 1)) & 0x01010101);
      }
      for (; word < width && distance < least; word++) {
        const differs = a[start + word] ^ b[other + word];
        distance += ((differs & 0xffff) === 0 ? 0 : 1) + (differs >>> 16 === 0 ? 0 : 1);
      }
      if (distance < least) least = distance;
    }
    nearest[row] = least;
  }
  return nearest;
}

/** Rows at each distance 0 … columnCount. */
export function distanceHistogram(distances: Uint16Array, columnCount: number): Float64Array {
  const counts = new Float64Array(columnCount + 1);
  for (const distance of distances) if (distance <= columnCount) counts[distance]++;
  return counts;
}

/** Σ distance × count / Σ count; NaN for an empty histogram. */
export function meanDistance(counts: ArrayLike<number>): number {
  let rows = 0;
  let sum = 0;
  for (let distance = 0; distance < counts.length; distance++) {
    rows += counts[distance];
    sum += distance * counts[distance];
  }
  return sum / rows;
}

/** Where lanes of 2, 4 and 8 bits end within a row. */
function laneEnds({ wordCounts }: PackedRecords): [number, number, number] {
  const [two, four, eight] = wordCounts;
  return [two, two + four, two + four + eight];
}

/** Bits set in a 32-bit word (Hacker's Delight, figure 5-2). */
function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
