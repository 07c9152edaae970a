import { CohortloomError } from '#errors/cohortloom-error';
import type { Contribution, ContributionVector } from './contribution.ts';
import type { SumLayout, VectorLayout } from './layout.ts';

/** n_k · w · 2²⁴ is exact before rounding up to this many rows (float32 has 24 bits, float64 53). */
export const MAX_ROWS = 2 ** 29;

/**
 * Checks names, kinds, lengths, scales and weights against the layout; the values are checked as they are added.
 * @throws CL-ROUND-002 naming site and vector
 */
export function checkContribution(site: string, contribution: Contribution, layout: SumLayout): void {
  if (!isRowCount(contribution.rowCount)) throw refused(site, 'Its row count is not a positive integer.');
  for (const [name, expected] of layout) {
    const vector = contribution.vectors.get(name);
    if (vector === undefined) throw refused(site, `The vector ${name} is missing.`);
    const fault = findFault(vector, expected);
    if (fault !== undefined) throw refused(site, `The vector ${name} ${fault}.`);
  }
  for (const name of contribution.vectors.keys()) {
    if (!layout.has(name)) throw refused(site, `The vector ${name} was not asked for.`);
  }
}

function findFault(vector: ContributionVector, expected: VectorLayout): string | undefined {
  if (vector.kind !== expected.kind) return `is of kind ${vector.kind}, expected ${expected.kind}`;
  if (vector.values.length !== expected.length) {
    return `has ${vector.values.length} values, expected ${expected.length}`;
  }
  if (vector.kind === 'measure' && vector.scale !== expected.scale) {
    return `has scale ${vector.scale}, expected ${expected.scale}`;
  }
  if (vector.kind === 'weighted' && !isRowCount(vector.weight)) return 'has a weight that is not a positive integer';
  return undefined;
}

function isRowCount(value: number): boolean {
  return Number.isInteger(value) && value > 0 && value <= MAX_ROWS;
}

export function refused(site: string, what: string): CohortloomError {
  return new CohortloomError('CL-ROUND-002', {
    what,
    where: { site },
    todo: 'Check that the site runs the same version, study and dictionary as the coordinator.',
  });
}
