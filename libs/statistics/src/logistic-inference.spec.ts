import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectClose, readFixture, repeated } from '../testing/fixtures.ts';
import { logisticRegression, type LogisticRegression, type LogisticSample } from './logistic-inference.ts';
import { fitLogistic } from './logistic-regression.ts';
import { InvalidObservations } from './observations.ts';

interface LogisticFixture {
  readonly labels: readonly number[];
  readonly covariates: readonly (readonly number[])[];
  readonly countsOfRows: readonly number[];
  readonly offsets: readonly number[];
  readonly fits: readonly {
    readonly counts: boolean;
    readonly offset: boolean;
    readonly estimates: readonly number[];
    readonly standardErrors: readonly number[];
    readonly covariance: readonly number[];
    readonly pValues: readonly number[];
    /** 90 %. */
    readonly intervals: readonly (readonly [number, number])[];
    readonly logLikelihood: readonly number[];
  }[];
}

const { labels, covariates, countsOfRows, offsets, fits } = readFixture<LogisticFixture>('logistic');

describe('logisticRegression', () => {
  test.each(fits.map((fit) => [fit.counts, fit.offset, fit] as const))(
    'agrees with the oracle: counts %s, offset %s',
    (counts, offset, fit) => {
      const model = modelOf(
        { labels, covariates, counts: counts ? countsOfRows : undefined, offsets: offset ? offsets : undefined },
        { level: 0.9 },
      );
      const all = [model.intercept, ...model.coefficients];
      expectClose(all.map(({ estimate }) => estimate), fit.estimates, 1e-12); // prettier-ignore
      expectClose(all.map(({ standardError }) => standardError), fit.standardErrors, 1e-12); // prettier-ignore
      expectClose(all.map(({ pValue }) => pValue), fit.pValues, 1e-6); // prettier-ignore
      expectClose(all.flatMap(({ lower, upper }) => [lower, upper]), fit.intervals.flat(), 1e-6); // prettier-ignore
      expectClose(model.covariance, fit.covariance, 1e-11);
      expectClose(model.logLikelihood, fit.logLikelihood, 1e-13);
    },
  );

  test('with one binary covariate the odds ratio and its standard error are those of the fourfold table', () => {
    const model = modelOf({ labels: [1, 0, 1, 0], covariates: [[1, 1, 0, 0]], counts: [12, 5, 7, 16] });
    const [{ estimate, standardError, oddsRatio }] = model.coefficients;
    expectClose([oddsRatio.estimate], [(12 * 16) / (5 * 7)], 1e-12);
    expectClose([standardError], [Math.sqrt(1 / 12 + 1 / 5 + 1 / 7 + 1 / 16)], 1e-12);
    expectClose([oddsRatio.lower], [Math.exp(estimate - 1.959963984540054 * standardError)], 1e-12);
    expect([model.observations, model.positives]).toEqual([40, 19]);
  });

  test('replicate counts give what as many rows give, in any order', () => {
    fc.assert(
      fc.property(rows(2), (sample) => {
        const counted = sampleOf(sample);
        const spread = sampleOf(repeated(sample, sample.map(({ count }) => count)).reverse().map((row) => ({ ...row, count: 1 }))); // prettier-ignore
        const [a, b] = [logisticRegression(counted), logisticRegression(spread)];
        if (a.kind !== 'model' || b.kind !== 'model') return expect(a).toEqual(b);
        expect(finiteOnes(a)).toEqual(finiteOnes(b));
        for (const at of [0, 1]) expect(a.logLikelihood[at]).toBeCloseTo(b.logLikelihood[at], 6);
        if (!a.separation) expectClose(numbersOf(a), numbersOf(b), 1e-8);
      }),
    );
  });

  test('exchanging the labels changes every sign; the estimates are those of fitLogistic', () => {
    fc.assert(
      fc.property(rows(2), (sample) => {
        const { labels: ys, ...rest } = sampleOf(sample);
        const [a, b] = [logisticRegression({ ...rest, labels: ys }), logisticRegression({ ...rest, labels: Array.from(ys, (y) => 1 - y) })]; // prettier-ignore
        if (a.kind !== 'model' || b.kind !== 'model') return expect(a).toEqual(b);
        const estimates = (model: LogisticRegression) =>
          [model.intercept, ...model.coefficients].map((c) => c.estimate);
        expect(finiteOnes(a)).toEqual(finiteOnes(b));
        if (a.separation) return;
        expectClose(estimates(a), estimates(b).map((value) => -value), 1e-8); // prettier-ignore
        const columns = rest.covariates.map((column) => Float64Array.from(column));
        const plain = fitLogistic(columns, ys, { counts: rest.counts });
        expect(plain.converged).toBe(true);
        expectClose([plain.intercept, ...plain.coefficients], estimates(a), 1e-8);
      }),
    );
  });
});

describe('separation', () => {
  test('complete: the likelihood goes to 1', () => {
    const model = modelOf({ labels: [0, 0, 1, 1], covariates: [[-2, -1, 1, 2]] });
    expect(model.coefficients[0].estimate).toBe(Infinity);
    expect(model.coefficients[0].oddsRatio.estimate).toBe(Infinity);
    expect(model.coefficients[0].standardError).toBeNaN();
    expect(model.coefficients[0].pValue).toBeNaN();
    expect(model.separation?.infinite).toContain(1);
    expect(model.separation?.direction[1]).toBe(1);
    expect(model.logLikelihood[1]).toBeCloseTo(0, 8);
    expect(model.likelihoodRatioTest.statistic).toBeCloseTo(8 * Math.log(2), 7);
  });

  test('an empty cell of the fourfold table: the odds of the other group stay', () => {
    const model = modelOf({ labels: [1, 1, 0], covariates: [[1, 0, 0]], counts: [9, 4, 7] });
    expect(model.separation).toEqual({ isExact: true, direction: Float64Array.of(0, 1), infinite: [1] });
    expect(model.coefficients[0].estimate).toBe(Infinity);
    expectClose([model.intercept.estimate], [Math.log(4 / 7)], 1e-6);
    expectClose([model.intercept.standardError], [Math.sqrt(1 / 4 + 1 / 7)], 1e-5);
    expectClose([model.logLikelihood[1]], [4 * Math.log(4 / 11) + 7 * Math.log(7 / 11)], 1e-8);
  });

  test('an empty cell of the reference group: intercept and coefficient both, in opposite directions', () => {
    const model = modelOf({ labels: [1, 1, 0], covariates: [[0, 1, 1]], counts: [9, 4, 7] });
    expect(model.intercept.estimate).toBe(Infinity);
    expect(model.coefficients[0].estimate).toBe(-Infinity);
  });

  test('a hair short of it: an estimate with its standard error, then none', () => {
    const labels = [0, 0, 0, 0, 1, 1, 1, 1];
    const overlapping = (by: number) => modelOf({ labels, covariates: [[-3, -2, -1, by, 0, 1, 2, 3]] });
    const { coefficients, separation } = overlapping(1e-3);
    expect(separation).toBeUndefined();
    expect(coefficients[0].standardError).toBeGreaterThan(10);
    const nearly = overlapping(1e-5);
    expect(nearly.separation).toEqual({ isExact: false, direction: Float64Array.of(0, 1), infinite: [1] });
    expect(nearly.coefficients[0].estimate).toBe(Infinity);
    expect(nearly.coefficients[0].pValue).toBeNaN();
    expect(nearly.intercept.estimate).toBeCloseTo(0, 3);
  });

  test('is said exactly when some plane separates (two covariates, all planes that matter tried)', () => {
    fc.assert(
      fc.property(rows(2), (sample) => {
        const result = logisticRegression(sampleOf(sample));
        if (result.kind === 'model') expect(result.separation?.isExact ?? false).toBe(isSeparable(sample));
        else expect(result.reason).not.toBe('not-converged');
      }),
      { numRuns: 400 },
    );
  });
});

describe('what has no estimates says why', () => {
  test.each([
    ['no-observations', [], { labels: [], covariates: [[]] }],
    ['no-observations', [], { labels: [1, 0], covariates: [[1, 2]], counts: [0, 0] }],
    ['no-events', [], { labels: [0, 0], covariates: [[1, 2]] }],
    ['no-events', [], { labels: [1, 1], covariates: [[1, 2]] }],
    ['constant-column', [0], { labels: [1, 0], covariates: [[0.1, 0.1]] }],
    ['collinear-columns', [1], { labels: [1, 0, 1, 0], covariates: [[1, 2, 3, 5], [9, 8, 7, 5]] }], // prettier-ignore
  ])('%s %j', (reason, columns, sample) => {
    expect(logisticRegression(sample)).toEqual({ kind: 'no-estimate', reason, columns });
  });

  test('without covariates there is the intercept', () => {
    const model = modelOf({ labels: [1, 0, 0], covariates: [] });
    expectClose([model.intercept.estimate], [Math.log(1 / 2)], 1e-12);
    expect(model.likelihoodRatioTest.pValue).toBeNaN();
  });

  test.each([
    ['a label of 2', { labels: [0, 2], covariates: [] }],
    ['a missing covariate', { labels: [0, 1], covariates: [[1, Number.NaN]] }],
    ['lengths that differ', { labels: [0, 1], covariates: [[1]] }],
    ['offsets of another length', { labels: [0, 1], covariates: [], offsets: [1] }],
    ['a count below 0', { labels: [0, 1], covariates: [], counts: [1, -1] }],
  ])('%s is refused', (_, sample) => {
    expect(() => logisticRegression(sample)).toThrow(InvalidObservations);
  });
});

interface Row {
  readonly label: number;
  readonly covariates: readonly number[];
  readonly count: number;
}

function rows(width: number): fc.Arbitrary<Row[]> {
  const row = fc.record({
    label: fc.integer({ min: 0, max: 1 }),
    covariates: fc.array(fc.integer({ min: -2, max: 2 }), { minLength: width, maxLength: width }),
    count: fc.integer({ min: 0, max: 3 }),
  });
  return fc.array(row, { maxLength: 14 });
}

function sampleOf(sample: readonly Row[]): LogisticSample {
  return {
    labels: sample.map(({ label }) => label),
    covariates: [0, 1].map((j) => sample.map((row) => row.covariates[j])),
    counts: sample.map(({ count }) => count),
  };
}

function modelOf(...input: Parameters<typeof logisticRegression>): LogisticRegression {
  const result = logisticRegression(...input);
  if (result.kind !== 'model') throw new Error(`no estimate: ${result.reason}`);
  return result;
}

/** What is told once everything separated is at infinity; of the rest, signs aren't always unique. */
function finiteOnes({ intercept, coefficients }: LogisticRegression): boolean[] {
  return [intercept, ...coefficients].map(({ estimate }) => Number.isFinite(estimate));
}

function numbersOf({ intercept, coefficients }: LogisticRegression): number[] {
  return [intercept, ...coefficients].flatMap(({ estimate, standardError }) => [estimate, standardError]);
}

/** Brute force: the boundary of all planes that separate consists of those through two points (or one, in a direction). */
function isSeparable(sample: readonly Row[]): boolean {
  const vectors = sample
    .filter(({ count }) => count > 0)
    .map(({ label, covariates: [x, y] }) => (label === 1 ? [1, x, y] : [-1, -x, -y]));
  const normals = vectors.flatMap((a) => vectors.flatMap((b) => [cross(a, b), cross(b, a)]));
  return normals.some((normal) => {
    const margins = vectors.map((vector) => vector.reduce((sum, value, j) => sum + value * normal[j], 0));
    return margins.every((margin) => margin >= 0) && margins.some((margin) => margin > 0);
  });
}

function cross(a: readonly number[], b: readonly number[]): number[] {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
