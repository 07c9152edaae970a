/** Distinct values in ascending order, and how often each was seen; counts may be 0. What a histogram sums up to. */
export interface WeightedValues {
  readonly values: ArrayLike<number>;
  readonly counts: ArrayLike<number>;
}

/** Distinct values in ascending order, and how often each was seen in either sample. */
export interface TwoSampleCounts {
  readonly values: ArrayLike<number>;
  readonly first: ArrayLike<number>;
  readonly second: ArrayLike<number>;
}

/** Counts the values of a sample, in any order. NaN is missing and left out. */
export function weighValues(sample: ArrayLike<number>): WeightedValues {
  const sorted = withoutMissing(sample).sort();
  const values = new Float64Array(sorted.length);
  const counts = new Float64Array(sorted.length);
  let last = -1;
  for (const value of sorted) {
    if (last < 0 || value !== values[last]) values[++last] = value;
    counts[last]++;
  }
  return { values: values.subarray(0, last + 1), counts: counts.subarray(0, last + 1) };
}

/** Lays two lists of weighted values side by side. */
export function alignCounts(first: WeightedValues, second: WeightedValues): TwoSampleCounts {
  const most = first.values.length + second.values.length;
  const aligned = { values: new Float64Array(most), first: new Float64Array(most), second: new Float64Array(most) };
  let length = 0;
  for (let i = 0, j = 0; i < first.values.length || j < second.values.length; length++) {
    const isFirst = j === second.values.length || first.values[i] <= second.values[j];
    const isSecond = !isFirst || first.values[i] === second.values[j];
    aligned.values[length] = isFirst ? first.values[i] : second.values[j];
    if (isFirst) aligned.first[length] = first.counts[i++];
    if (isSecond) aligned.second[length] = second.counts[j++];
  }
  return {
    values: aligned.values.subarray(0, length),
    first: aligned.first.subarray(0, length),
    second: aligned.second.subarray(0, length),
  };
}

/** Counts the values of two samples, in any order. NaN is missing and left out. */
export function countSamples(first: ArrayLike<number>, second: ArrayLike<number>): TwoSampleCounts {
  return alignCounts(weighValues(first), weighValues(second));
}

/** A copy without NaN, in the order given. */
export function withoutMissing(sample: ArrayLike<number>): Float64Array {
  return Float64Array.from(sample).filter((value) => !Number.isNaN(value));
}
