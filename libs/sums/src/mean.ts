import { CohortloomError } from '#errors/cohortloom-error';
import type { Sum } from './contribution.ts';

/**
 * Σ n_k·w_k / Σ n_k of a weighted vector.
 * @throws CL-ROUND-002 when the sum has no weighted vector of this name
 */
export function mean(sum: Sum, name: string): Float32Array {
  const vector = sum.vectors.get(name);
  if (vector?.kind !== 'weighted' || vector.weight <= 0) {
    throw new CohortloomError('CL-ROUND-002', {
      what: `The sum holds no weighted vector ${name}, so it has no mean.`,
      todo: 'Check that every site and the coordinator run the same version.',
    });
  }
  const { values, weight } = vector;
  const means = new Float32Array(values.length);
  for (let i = 0; i < means.length; i++) means[i] = values[i] / weight;
  return means;
}

/** The means of all weighted vectors, by name. */
export function means(sum: Sum): Map<string, Float32Array> {
  const weighted = [...sum.vectors].filter(([, vector]) => vector.kind === 'weighted');
  return new Map(weighted.map(([name]) => [name, mean(sum, name)]));
}
