import fc from 'fast-check';
import type { CoxSample } from '../src/cox/risk-sets.ts';
import { repeated } from './fixtures.ts';

export interface Patient {
  readonly time: number;
  readonly isEvent: boolean;
  readonly covariates: readonly number[];
  readonly stratum: number;
  readonly count: number;
}

export type FullSample = Required<CoxSample>;

/** Few different times and values, so that ties are everywhere; counts 0 to 3. */
export function patients(width: number, minLength = 0, maxLength = 30): fc.Arbitrary<Patient[]> {
  const patient = fc.record({
    time: fc.integer({ min: 1, max: 8 }),
    isEvent: fc.boolean(),
    covariates: fc.array(fc.integer({ min: -2, max: 2 }), { minLength: width, maxLength: width }),
    stratum: fc.integer({ min: 0, max: 1 }),
    count: fc.integer({ min: 0, max: 3 }),
  });
  return fc.array(patient, { minLength, maxLength });
}

export function sampleOf(all: readonly Patient[]): FullSample {
  const width = all[0]?.covariates.length ?? 0;
  return {
    times: all.map(({ time }) => time),
    isEvent: all.map(({ isEvent }) => isEvent),
    covariates: Array.from({ length: width }, (_, j) => all.map(({ covariates }) => covariates[j])),
    strata: all.map(({ stratum }) => stratum),
    counts: all.map(({ count }) => count),
  };
}

/** One row per patient instead of counts. */
export function replicated({ times, isEvent, covariates, strata, counts }: FullSample): FullSample {
  const times1 = repeated(times, counts);
  return {
    times: times1,
    isEvent: repeated(isEvent, counts),
    covariates: covariates.map((column) => repeated(column, counts)),
    strata: repeated(strata, counts),
    counts: times1.map(() => 1),
  };
}
