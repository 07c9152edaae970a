import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectClose, readFixture } from '../../testing/fixtures.ts';
import { patients, replicated, sampleOf } from '../../testing/survival-samples.ts';
import { coxRegression } from './cox-regression.ts';
import { partialLikelihood } from './partial-likelihood.ts';
import { ridgeCox } from './ridge-cox.ts';
import { type CoxSample, riskSetsOf, type Ties } from './risk-sets.ts';

interface RidgeFixture {
  readonly times: readonly number[];
  readonly isEvent: readonly number[];
  readonly covariates: readonly (readonly number[])[];
  readonly fits: readonly { readonly ties: Ties; readonly ridge: number; readonly coefficients: readonly number[] }[];
}

const { times, isEvent, covariates, fits } = readFixture<RidgeFixture>('ridge-cox');
const sample: CoxSample = { times, isEvent, covariates };

test.each(fits.map((fit) => [fit.ties, fit.ridge, fit] as const))(
  'agrees with the oracle: %s ties, ridge %p',
  (_, __, fit) => {
    expectClose(ridgeCox(sample, fit.ridge, fit.ties), fit.coefficients, 1e-7);
  },
);

test('tends to the plain estimate as the penalty vanishes', () => {
  const model = coxRegression(sample);
  if (model.kind !== 'model') throw new Error(model.kind);
  const plain = model.coefficients.map(({ estimate }) => estimate);
  expectClose(ridgeCox(sample, 1e-9), plain, 1e-5);
});

test('is where the slope of the likelihood and of the penalty cancel, for replicate counts and strata too', () => {
  fc.assert(
    fc.property(patients(3), fc.double({ min: 0.01, max: 50, noNaN: true }), (all, ridge) => {
      const strata = sampleOf(all);
      const coefficients = ridgeCox(strata, ridge);
      const riskSets = riskSetsOf(strata);
      const standardised = coefficients.map((value, j) => value * riskSets.scales[j]);
      const { score } = partialLikelihood(riskSets, 'efron', standardised);
      score.forEach((slope, j) => expect(slope - ridge * standardised[j]).toBeCloseTo(0, 6));
      expectClose(ridgeCox(replicated(strata), ridge), coefficients, 1e-6);
    }),
  );
});

describe('where plain regression has no estimate', () => {
  test('separation: finite, the less the greater the penalty', () => {
    const separated = { times: [1, 2, 3, 4], isEvent: [1, 1, 1, 0], covariates: [[4, 3, 2, 1]] };
    const [weak, strong] = [0.1, 10].map((ridge) => ridgeCox(separated, ridge)[0]);
    expect(weak).toBeGreaterThan(strong);
    expect(strong).toBeGreaterThan(0);
    expect(weak).toBeLessThan(100);
  });

  test('collinear covariates share the effect', () => {
    const twice = ridgeCox({ ...sample, covariates: [covariates[0], covariates[0]] }, 2);
    expect(twice[0]).toBeCloseTo(twice[1], 10);
    // A penalty on two halves of an effect is half that on the whole.
    expect(twice[0] + twice[1]).toBeCloseTo(ridgeCox({ ...sample, covariates: [covariates[0]] }, 1)[0], 8);
  });

  test('a constant covariate, no event, no patient: 0', () => {
    const constant = ridgeCox({ ...sample, covariates: [covariates[0], new Float64Array(times.length).fill(7)] }, 1);
    expectClose(constant, [ridgeCox({ ...sample, covariates: [covariates[0]] }, 1)[0], 0], 1e-9);
    expect(ridgeCox({ ...sample, isEvent: new Uint8Array(times.length) }, 1)).toEqual(new Float64Array(4));
    expect(ridgeCox({ times: [], isEvent: [], covariates: [[], []] }, 1)).toEqual(new Float64Array(2));
  });
});

test.each([0, -1, Number.NaN])('refuses a penalty of %p', (ridge) => {
  expect(() => ridgeCox(sample, ridge)).toThrow(RangeError);
});
