import { CohortloomError } from '#errors/cohortloom-error';

/** Units per 1 of a weighted vector. */
export const WEIGHTED_SCALE = 2 ** 24;

/** Integer-valued float64 below this add exactly. */
const LIMIT = 2 ** 53;

/**
 * Each adds round(values · factor) to `sum` in place, or throws and leaves `sum` as it was. Subtracting what was added is
 * exact, so a failed addition can be undone. The loops are one per kind because each then sees one type of array.
 */
export function addWeighted(name: string, sum: Float64Array, values: Float32Array, factor: number): void {
  for (let i = 0; i < values.length; i++) {
    const total = sum[i] + Math.round(values[i] * factor);
    if (!(total > -LIMIT && total < LIMIT)) {
      for (let j = 0; j < i; j++) sum[j] -= Math.round(values[j] * factor);
      throw cannotAdd(name, values[i]);
    }
    sum[i] = total;
  }
}

export function addMeasures(name: string, sum: Float64Array, values: Float64Array, factor: number): void {
  for (let i = 0; i < values.length; i++) {
    const total = sum[i] + Math.round(values[i] * factor);
    if (!(total > -LIMIT && total < LIMIT)) {
      for (let j = 0; j < i; j++) sum[j] -= Math.round(values[j] * factor);
      throw cannotAdd(name, values[i]);
    }
    sum[i] = total;
  }
}

export function addCounts(name: string, sum: Float64Array, values: Float64Array, sign: 1 | -1): void {
  for (let i = 0; i < values.length; i++) {
    const total = sum[i] + sign * values[i];
    if (!(values[i] >= 0 && Number.isInteger(values[i]) && total < LIMIT)) {
      for (let j = 0; j < i; j++) sum[j] -= sign * values[j];
      throw isCount(values[i]) ? cannotAdd(name, values[i]) : notACount(name);
    }
    sum[i] = total;
  }
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
