import { RandomStream, type Seed } from '#random/random-stream';
import type { Assessment, ByCohort } from '../../assessment.ts';

export type Cohort = keyof Assessment['rows'];

export const MINIMUM_CELL_SIZE = 5;

/** Real cohorts depend on the seed alone, the synthetic one on the variant too. */
export interface Draws {
  readonly seed: Seed;
  readonly variant: string;
}

/** A stream of a cohort's own. */
export function cohortStream({ seed, variant }: Draws, cohort: Cohort, ...labels: readonly string[]): RandomStream {
  return RandomStream.derive(seed, ...labels, cohort === 'synthetic' ? cohort + variant : cohort);
}

const COHORTS: readonly Cohort[] = ['training', 'heldOut', 'synthetic'];

export function byCohort<T>(make: (cohort: Cohort) => T): ByCohort<T> {
  const [training, heldOut, synthetic] = COHORTS.map(make);
  return { training, heldOut, synthetic };
}

/** Small counts of real patients are suppressed. */
export function released(count: number, cohort: Cohort): number | null {
  return cohort !== 'synthetic' && count > 0 && count < MINIMUM_CELL_SIZE ? null : count;
}
