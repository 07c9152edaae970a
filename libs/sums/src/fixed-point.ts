import { CohortloomError } from '#errors/cohortloom-error';

/** Units per 1 of a weighted vector. */
export const WEIGHTED_SCALE = 2 ** 24;

/** Integer-valued float64 below this add exactly. */
export const EXACT_LIMIT = 2 ** 53;

/** Below this |x|, floor(x + ½) is round(x), but for one number: ALMOST_HALF + ½ is 1 in float64. */
const FLOOR_LIMIT = 2 ** 52;
const ALMOST_HALF = 0.5 - 2 ** -54;

/**
 * Each adds round(values · factor) to `sum` in place, or throws and leaves `sum` as it was. An addend of `limit` or more
 * is refused for itself (CL-ROUND-002), whatever the sum. One loop per kind, because each then sees one type of array.
 */
export function addWeighted(
  name: string,
  sum: Float64Array,
  values: Float32Array,
  factor: number,
  limit: number,
): void {
  const near = Math.min(limit, FLOOR_LIMIT);
  for (let i = addWhileNear(sum, values, factor, near, 0); i < values.length;) {
    const addend = Math.round(values[i] * factor);
    const total = sum[i] + addend;
    if (!(Math.abs(addend) < limit && Math.abs(total) < EXACT_LIMIT)) {
      subtract(sum, values.subarray(0, i), factor);
      throw cannotAdd(name, values[i], addend, limit);
    }
    sum[i] = total;
    i = addWhileNear(sum, values, factor, near, i + 1);
  }
}

/**
 * Most of the time that sums take is spent here: floor is one instruction where round is five.
 * @returns the first place whose value needs a closer look; all before it are added
 */
function addWhileNear(sum: Float64Array, values: Float32Array, factor: number, near: number, from: number): number {
  let i = from;
  for (; i < values.length; i++) {
    const value = values[i] * factor;
    const addend = Math.floor(value + 0.5);
    const total = sum[i] + addend;
    if (!(Math.abs(addend) < near && Math.abs(total) < EXACT_LIMIT && value !== ALMOST_HALF)) break;
    sum[i] = total;
  }
  return i;
}

export function addMeasures(
  name: string,
  sum: Float64Array,
  values: Float64Array,
  factor: number,
  limit: number,
): void {
  for (let i = 0; i < values.length; i++) {
    const addend = Math.round(values[i] * factor);
    const total = sum[i] + addend;
    if (!(addend > -limit && addend < limit && total > -EXACT_LIMIT && total < EXACT_LIMIT)) {
      subtract(sum, values.subarray(0, i), factor);
      throw cannotAdd(name, values[i], addend, limit);
    }
    sum[i] = total;
  }
}

export function addCounts(name: string, sum: Float64Array, values: Float64Array, limit: number): void {
  for (let i = 0; i < values.length; i++) {
    const total = sum[i] + values[i];
    if (!(isCount(values[i]) && values[i] < limit && total < EXACT_LIMIT)) {
      subtract(sum, values.subarray(0, i), 1);
      throw isCount(values[i]) ? cannotAdd(name, values[i], values[i], limit) : notACount(name);
    }
    sum[i] = total;
  }
}

/** Takes back what was added: integers below 2⁵³ subtract exactly. */
export function subtract(sum: Float64Array, values: Float32Array | Float64Array, factor: number): void {
  for (let i = 0; i < values.length; i++) sum[i] -= Math.round(values[i] * factor);
}

function isCount(value: number): boolean {
  return value >= 0 && Number.isSafeInteger(value);
}

function notACount(name: string): CohortloomError {
  return new CohortloomError('CL-ROUND-002', {
    what: `The counts ${name} hold a value that is negative or no integer.`,
    todo: 'Check that the site runs the same version as the coordinator.',
  });
}

function cannotAdd(name: string, value: number, addend: number, limit: number): CohortloomError {
  if (!Number.isFinite(value)) return notFinite(name);
  if (Math.abs(addend) >= limit) return tooLarge(name);
  return new CohortloomError('CL-ROUND-004', {
    what: `The sum ${name} leaves the range in which it is exact.`,
    todo: 'Training may have diverged: lower the learning rate, or lower the scale of this measure.',
  });
}

function tooLarge(name: string): CohortloomError {
  return new CohortloomError('CL-ROUND-002', {
    what: `The vector ${name} holds a value that is too large to be added exactly.`,
    todo: "Look at the site's log: its training may have diverged (lower the learning rate), or a unit may be wrong.",
  });
}

function notFinite(name: string): CohortloomError {
  return new CohortloomError('CL-ROUND-002', {
    what: `The vector ${name} holds a value that is not a finite number.`,
    todo: "Training at this site may have diverged: look at the site's log and lower the learning rate.",
  });
}
