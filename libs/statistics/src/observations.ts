/** Observations that no statistic is defined for: lengths that differ, values that aren't finite, counts that aren't whole. */
export class InvalidObservations extends RangeError {
  override readonly name = 'InvalidObservations';
}

/** Throws InvalidObservations unless `values` has `length` entries. */
export function checkLength(what: string, values: ArrayLike<unknown>, length: number): void {
  if (values.length !== length) throw new InvalidObservations(`${values.length} ${what} for ${length} observations`);
}

/** Throws InvalidObservations for NaN and infinities: leave out observations with missing values first. */
export function checkFinite(what: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) throw new InvalidObservations(`${what} must be finite`);
  }
}

/** Replicate counts as numbers, 1 each where absent. Throws InvalidObservations unless they are whole and 0 or more. */
export function checkedCounts(counts: ArrayLike<number> | undefined, length: number): Float64Array {
  if (counts === undefined) return new Float64Array(length).fill(1);
  checkLength('counts', counts, length);
  for (let i = 0; i < length; i++) {
    if (!(Number.isSafeInteger(counts[i]) && counts[i] >= 0)) {
      throw new InvalidObservations('counts must be whole and 0 or more');
    }
  }
  return Float64Array.from(counts);
}

/** Throws RangeError unless a confidence level lies strictly between 0 and 1. */
export function checkLevel(level: number): void {
  if (!(level > 0 && level < 1)) throw new RangeError('a confidence level lies between 0 and 1');
}
