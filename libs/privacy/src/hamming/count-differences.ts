/** Binary digits of what `countDifferences` counts. */
export const DIGITS = 7;

/** Column groups of up to three columns, so that their number has no more than `DIGITS` digits. */
export const MOST_GROUPS = 40;

/**
 * Counts in how many columns each of 32 rows differs from a record, all 32 at a time. Counters are bit-sliced: a word
 * per binary digit, a bit per row. They are added up by carry-save adders, which make the sum and the carry of three
 * words in five operations (Warren, Hacker's Delight, section 5-1).
 * @param planes of `DifferencePlanes`
 * @param starts where the planes of the record's combinations start; from `first` to before `end` at most `MOST_GROUPS`
 * groups count, in fours
 * @param words words of a plane
 * @param word which word of each plane, that is, which 32 rows
 * @param counters receives `DIGITS` words
 */
export function countDifferences(
  planes: Int32Array,
  starts: Int32Array,
  first: number,
  end: number,
  words: number,
  word: number,
  counters: Int32Array,
): void {
  let ones = 0;
  let twos = 0;
  let fours = 0;
  let eights = 0;
  let digit4 = 0;
  let digit5 = 0;
  let digit6 = 0;
  for (let group = first; group < end; group += 4) {
    const a = starts[group] + word;
    const b = starts[group + 1] + word;
    const c = starts[group + 2] + word;
    const d = starts[group + 3] + word;
    let x = planes[a];
    let y = planes[b];
    let half = ones ^ x;
    const twosA = (ones & x) | (half & y);
    ones = half ^ y;
    x = planes[c];
    y = planes[d];
    half = ones ^ x;
    const twosB = (ones & x) | (half & y);
    ones = half ^ y;
    half = twos ^ twosA;
    const foursA = (twos & twosA) | (half & twosB);
    twos = half ^ twosB;
    x = planes[a + words];
    y = planes[b + words];
    half = twos ^ x;
    const foursB = (twos & x) | (half & y);
    twos = half ^ y;
    x = planes[c + words];
    y = planes[d + words];
    half = twos ^ x;
    const foursC = (twos & x) | (half & y);
    twos = half ^ y;
    half = fours ^ foursA;
    const eightsA = (fours & foursA) | (half & foursB);
    fours = half ^ foursB;
    const eightsB = fours & foursC;
    fours ^= foursC;
    half = eights ^ eightsA;
    let carry = (eights & eightsA) | (half & eightsB);
    eights = half ^ eightsB;
    half = digit4 & carry;
    digit4 ^= carry;
    carry = digit5 & half;
    digit5 ^= half;
    digit6 ^= carry;
  }
  counters[0] = ones;
  counters[1] = twos;
  counters[2] = fours;
  counters[3] = eights;
  counters[4] = digit4;
  counters[5] = digit5;
  counters[6] = digit6;
}
