import { CohortloomError } from '#errors/cohortloom-error';

/** Units per 1 of a weighted vector. */
export const WEIGHTED_SCALE = 2 ** 24;

/** Integer-valued float64 below this add exactly. */
const LIMIT = 2 ** 53;

/**
 * Each adds round(values · factor) to `sum` in place, or throws and leaves `sum` as it was. One loop per kind, because
 * each then sees one type of array.
 */
export function addWeighted(name: string, sum: Float64Array, values: Float32Array, factor: number): void {
  for (let i = 0; i < values.length; i++) {
    const total = sum[i] + Math.round(values[i] * factor);
    if (!(total > -LIMIT && total < LIMIT)) {
      subtract(sum, values.subarray(0, i), factor);
      throw cannotAdd(name, values[i]);
    }
    sum[i] = total;
  }
}

export function addMeasures(name: string, sum: Float64Array, values: Float64Array, factor: number): void {
  for (let i = 0; i < values.length; i++) {
    const total = sum[i] + Math.round(values[i] * factor);
    if (!(total > -LIMIT && total < LIMIT)) {
      subtract(sum, values.subarray(0, i), factor);
      throw cannotAdd(name, values[i]);
    }
    sum[i] = total;
  }
}

export function addCounts(name: string, sum: Float64Array, values: Float64Array): void {
  for (let i = 0; i < values.length; i++) {
    const total = sum[i] + values[i];
    if (!(isCount(values[i]) && total < LIMIT)) {
      subtract(sum, values.subarray(0, i), 1);
      throw isCount(values[i]) ? cannotAdd(name, values[i]) : notACount(name);
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

function cannotAdd(name: string, value: number): CohortloomError {
  if (Number.isFinite(value)) {
    return new CohortloomError('CL-ROUND-004', {
      what: `The sum ${name} leaves the range in which it is exact.`,
      todo: 'Training may have diverged: lower the learning rate, or lower the scale of this measure.',
    });
  }
  return new CohortloomError('CL-ROUND-002', {
    what: `The vector ${name} holds a value that is not a finite number.`,
    todo: "Training at this site may have diverged: look at the site's log and lower the learning rate.",
  });
}
