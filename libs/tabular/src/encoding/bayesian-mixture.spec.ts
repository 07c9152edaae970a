import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  DEFAULT_MIXTURE_OPTIONS,
  empiricalPrior,
  fitMixture,
  maximise,
  type WeightedPoints,
} from './bayesian-mixture.ts';
import { kMeansLabels } from './k-means.ts';

interface Golden {
  x: number[];
  init_labels: number[];
  after_M0: Record<'a' | 'b' | 'beta' | 'mean' | 'nu' | 'cov', number[]>;
  after_5: Record<'weights' | 'means' | 'cov', number[]>;
}

const golden: Golden = JSON.parse(readFileSync('libs/tabular/src/encoding/fixtures/bayesian-mixture.json', 'utf8'));

function exactPoints(x: readonly number[]): WeightedPoints {
  return {
    x: Float64Array.from(x),
    weight: new Float64Array(x.length).fill(1),
    variance: new Float64Array(x.length),
  };
}

function expectClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  expected.forEach((value, i) =>
    expect(Math.abs(actual[i] - value) / Math.max(1, Math.abs(value))).toBeLessThan(1e-10),
  );
}

const samples = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 60 });

describe('a Bayesian mixture', () => {
  const points = exactPoints(golden.x);

  it('has the posterior of the oracle after one M step', () => {
    const responsibilities = new Float64Array(golden.x.length * 3);
    golden.init_labels.forEach((label, i) => (responsibilities[i * 3 + label] = 1));
    const posterior = maximise(points, responsibilities, empiricalPrior(points, 1e-3));
    const { cov, ...others } = golden.after_M0;
    expectClose(posterior.variance, cov);
    for (const key of ['a', 'b', 'beta', 'mean', 'nu'] as const) expectClose(posterior[key], others[key]);
  });

  it('has the posterior of the oracle after five iterations', () => {
    const options = { components: 3, concentration: 1e-3, maximumIterations: 5, tolerance: 0 };
    const { posterior, weights, bounds } = fitMixture(points, golden.init_labels, options);
    expect(bounds).toHaveLength(5);
    expectClose(weights, golden.after_5.weights);
    expectClose(posterior.mean, golden.after_5.means);
    expectClose(posterior.variance, golden.after_5.cov);
  });

  it('is the same from weights as from repeated points', () => {
    fc.assert(
      fc.property(samples, (values) => {
        const distinct = [...new Set(values)];
        const weighted: WeightedPoints = {
          x: Float64Array.from(distinct, (value) => value / 100),
          weight: Float64Array.from(distinct, (value) => values.filter((other) => other === value).length),
          variance: new Float64Array(distinct.length),
        };
        const options = { ...DEFAULT_MIXTURE_OPTIONS, components: 4, maximumIterations: 5, tolerance: 0 };
        const labels = kMeansLabels(weighted, 4);
        const repeated = exactPoints(values.map((value) => value / 100));
        const fromWeights = fitMixture(weighted, labels, options);
        const fromPoints = fitMixture(
          repeated,
          values.map((value) => labels[distinct.indexOf(value)]),
          options,
        );
        expectClose(fromWeights.posterior.mean, [...fromPoints.posterior.mean]);
        expectClose(fromWeights.weights, [...fromPoints.weights]);
      }),
      { numRuns: 50 },
    );
  });

  it('has a bound that never falls', () => {
    fc.assert(
      fc.property(samples, (values) => {
        const sample = exactPoints(values.map((value) => value / 10));
        const { bounds } = fitMixture(sample, kMeansLabels(sample, 10), { ...DEFAULT_MIXTURE_OPTIONS, tolerance: 0 });
        bounds.forEach((bound, i) => expect(bound - (bounds[i - 1] ?? -Infinity)).toBeGreaterThan(-1e-4));
      }),
      { numRuns: 20 },
    );
  });

  it('takes the variance within a point for what it is', () => {
    const values = [1, 2, 3, 11, 12, 13];
    const binned: WeightedPoints = {
      x: Float64Array.of(2, 12),
      weight: Float64Array.of(3, 3),
      variance: Float64Array.of(2 / 3, 2 / 3),
    };
    const options = { ...DEFAULT_MIXTURE_OPTIONS, components: 2, maximumIterations: 1 };
    const fromBins = fitMixture(binned, [0, 1], options);
    expect(empiricalPrior(binned, 1).variance).toBeCloseTo(empiricalPrior(exactPoints(values), 1).variance, 12);
    expect(fromBins.posterior.mean[0]).toBeLessThan(fromBins.posterior.mean[1]);
  });
});

describe('k-means', () => {
  it('finds clusters that lie far apart', () => {
    const labels = kMeansLabels(exactPoints([10, 0, 0.1, 10.1, 5, 5.1]), 3);
    expect(labels).toEqual(Int32Array.of(2, 0, 0, 2, 1, 1));
  });

  it('may leave clusters empty', () => {
    expect(new Set(kMeansLabels(exactPoints([1, 1, 1]), 5)).size).toBe(1);
  });

  it('does not depend on the order of the points', () => {
    fc.assert(
      fc.property(samples, (values) => {
        const labels = kMeansLabels(exactPoints(values), 4);
        const reversed = kMeansLabels(exactPoints([...values].reverse()), 4);
        const centres = (labelled: Int32Array, list: readonly number[]) =>
          new Map(list.map((value, i) => [value, labelled[i]]));
        expect(centres(reversed, [...values].reverse())).toEqual(centres(labels, values));
      }),
    );
  });
});
