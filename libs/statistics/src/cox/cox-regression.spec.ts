import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectClose, readFixture } from '../../testing/fixtures.ts';
import { type FullSample, patients, replicated, sampleOf } from '../../testing/survival-samples.ts';
import { logRank } from '../log-rank.ts';
import { InvalidObservations } from '../observations.ts';
import { coxRegression, type CoxModel, type CoxOptions } from './cox-regression.ts';
import type { CoxSample, Ties } from './risk-sets.ts';

interface CoxFixture extends FullSample {
  readonly fits: readonly {
    readonly strata: boolean;
    readonly counts: boolean;
    readonly ties: Ties;
    readonly coefficients: readonly number[];
    readonly standardErrors: readonly number[];
    readonly covariance: readonly number[];
    readonly logLikelihood: readonly number[];
    readonly scoreTest: number;
  }[];
}

const fixture = readFixture<CoxFixture>('cox');

/** Therneau & Grambsch 2000, appendix E, data set 1: both estimates are roots of a polynomial in exp(β). */
const BOOK: CoxSample = { times: [9, 1, 1, 6, 6, 8], isEvent: [1, 1, 0, 1, 1, 0], covariates: [[0, 1, 1, 1, 0, 0]] };

describe('coxRegression', () => {
  test('solves the textbook example by hand, Breslow ties', () => {
    const model = modelOf(BOOK, { ties: 'breslow' });
    const r = 1.5 + Math.sqrt(33) / 2;
    expectClose([model.coefficients[0].estimate], [Math.log(r)], 1e-14);
    expectClose([1 / model.covariance[0]], [r / (r + 1) ** 2 + (6 * r) / (r + 3) ** 2], 1e-13);
    const logLikelihood = (s: number) => 2 * Math.log(s) - Math.log(3 * s + 3) - 2 * Math.log(s + 3);
    expectClose(model.logLikelihood, [logLikelihood(1), logLikelihood(r)], 1e-14);
    // Score 1 and information 1/4 + 6/16 without effect.
    expectClose([model.scoreTest.statistic], [1 / (1 / 4 + 6 / 16)], 1e-14);
  });

  test('solves the textbook example by hand, Efron ties', () => {
    const model = modelOf(BOOK);
    const r = 2 * Math.sqrt(23 / 3) * Math.cos(Math.acos((45 / 23) * Math.sqrt(3 / 23)) / 3);
    const variance = (share: number) => share - share ** 2;
    expectClose([model.coefficients[0].estimate], [Math.log(r)], 1e-14);
    expectClose(
      [1 / model.covariance[0]],
      [variance(r / (r + 1)) + variance(r / (r + 5)) + variance(r / (r + 3))],
      1e-13,
    );
    const logLikelihood = (s: number) =>
      2 * Math.log(s) - Math.log(3 * s + 3) - Math.log((s + 5) / 2) - Math.log(s + 3);
    expectClose(model.logLikelihood, [logLikelihood(1), logLikelihood(r)], 1e-14);
  });

  test.each(fixture.fits.map((fit) => [fit.ties, fit.strata ? 'strata' : 'one stratum', fit.counts, fit] as const))(
    'agrees with the oracle: %s ties, %s, counts %s',
    (ties, _, __, fit) => {
      const model = modelOf(sampleFor(fit), { ties });
      expectClose(
        model.coefficients.map(({ estimate }) => estimate),
        fit.coefficients,
        1e-12,
      );
      expectClose(
        model.coefficients.map(({ standardError }) => standardError),
        fit.standardErrors,
        1e-12,
      );
      expectClose(model.covariance, fit.covariance, 1e-11);
      expectClose(model.logLikelihood, fit.logLikelihood, 1e-13);
      expectClose([model.scoreTest.statistic], [fit.scoreTest], 1e-12);
      expectClose([model.likelihoodRatioTest.statistic], [2 * (fit.logLikelihood[1] - fit.logLikelihood[0])], 1e-11);
    },
  );

  test('replicate counts give what as many rows give', () => {
    fc.assert(
      fc.property(patients(2), fc.constantFrom<Ties>('efron', 'breslow'), (all, ties) => {
        expectSame(coxRegression(sampleOf(all), { ties }), coxRegression(replicated(sampleOf(all)), { ties }));
      }),
    );
  });

  test('the order of the patients, and a shift and scale of time, change nothing', () => {
    fc.assert(
      fc.property(patients(2, 1), fc.infiniteStream(fc.nat()), (all, keys) => {
        const shuffled = all.map((patient) => ({ patient, key: keys.next().value })).sort((a, b) => a.key - b.key);
        const moved = sampleOf(shuffled.map(({ patient }) => patient));
        const times = Array.from(moved.times, (time) => 3 + 7 * time);
        expectSame(coxRegression({ ...moved, times }), coxRegression(sampleOf(all)));
      }),
    );
  });

  test('swapping the levels of a binary covariate changes the sign', () => {
    fc.assert(
      fc.property(patients(2), (all) => {
        const sample = sampleOf(all.map((patient) => ({ ...patient, covariates: patient.covariates.map(Math.abs) })));
        const [first, ...others] = sample.covariates;
        const swapped = [Array.from(first ?? [], (value) => 2 - value), ...others];
        const [model, mirrored] = [coxRegression(sample), coxRegression({ ...sample, covariates: swapped })];
        expect(mirrored.kind).toBe(model.kind);
        if (model.kind === 'model' && mirrored.kind === 'model' && !model.separation) {
          expectClose([mirrored.coefficients[0].estimate], [-model.coefficients[0].estimate], 1e-8);
          expectClose([mirrored.coefficients[1].estimate], [model.coefficients[1].estimate], 1e-8);
        }
      }),
    );
  });

  test('the origin and unit of a covariate do not matter', () => {
    const { times, isEvent, covariates } = fixture;
    const plain = modelOf({ times, isEvent, covariates });
    const far = covariates.map((column) => Array.from(column, (value) => 2000 + 0.01 * value));
    const moved = modelOf({ times, isEvent, covariates: far });
    expectClose(
      moved.coefficients.map(({ estimate }) => estimate * 0.01),
      plain.coefficients.map(({ estimate }) => estimate),
      1e-9,
    );
    expectClose(moved.logLikelihood, plain.logLikelihood, 1e-12);
  });

  test('without ties the score test of a binary covariate is the log-rank test', () => {
    const times = [3, 1, 4, 15, 9, 2, 6, 5, 35, 8];
    const isEvent = [1, 1, 0, 1, 1, 1, 0, 1, 1, 1];
    const group = [0, 1, 0, 0, 1, 1, 0, 1, 0, 1];
    const of = (level: number) => ({
      times: times.filter((_, i) => group[i] === level),
      isEvent: isEvent.filter((_, i) => group[i] === level),
    });
    const model = modelOf({ times, isEvent, covariates: [group] });
    expectClose([model.scoreTest.statistic], [logRank([of(0), of(1)]).statistic], 1e-12);
  });

  test('intervals follow the level', () => {
    const { times, isEvent, covariates } = fixture;
    const [narrow, wide] = [0.5, 0.99].map((level) => modelOf({ times, isEvent, covariates }, { level }));
    const { estimate, standardError } = wide.coefficients[0];
    expectClose([wide.coefficients[0].upper], [estimate + 2.5758293035489 * standardError], 1e-12);
    expectClose([wide.coefficients[0].hazardRatio.upper], [Math.exp(wide.coefficients[0].upper)], 1e-14);
    expect(narrow.coefficients[0].upper).toBeLessThan(wide.coefficients[0].upper);
    expect(() => modelOf(BOOK, { level: 1 })).toThrow(RangeError);
  });
});

describe('monotone likelihood', () => {
  test('is said for one covariate, with the direction', () => {
    // Whoever has the event first has the greatest value of those at risk.
    const model = modelOf({ times: [1, 2, 3, 4], isEvent: [1, 1, 1, 0], covariates: [[4, 3, 2, 1]] });
    expect(model.separation).toEqual({ direction: Float64Array.of(1), infinite: [0] });
    expect(model.coefficients[0].estimate).toBe(Infinity);
    expect(model.coefficients[0].hazardRatio.estimate).toBe(Infinity);
    expect(model.coefficients[0].standardError).toBeNaN();
    expect(model.coefficients[0].pValue).toBeNaN();
    // Every event is certain in the limit.
    expect(model.logLikelihood[0]).toBeCloseTo(-Math.log(24), 14);
    expect(model.logLikelihood[1]).toBeCloseTo(0, 9);
    expect(model.likelihoodRatioTest.pValue).toBeLessThan(0.05);
  });

  test('is said where one of two groups has no event', () => {
    const model = modelOf({ times: [1, 2, 3, 4, 5, 6], isEvent: [1, 0, 1, 0, 1, 0], covariates: [[0, 1, 0, 1, 0, 1]] });
    expect(model.coefficients[0].estimate).toBe(-Infinity);
    expect(model.coefficients[0].hazardRatio.estimate).toBe(0);
    expectClose(model.logLikelihood, [-Math.log(6 * 4 * 2), -Math.log(3 * 2 * 1)], 1e-8);
  });

  test('leaves the other coefficients at their limits', () => {
    const { times, isEvent, covariates } = fixture;
    // Nobody with the mark has the event, so that in the limit they are not in any risk set.
    const mark = Array.from(isEvent, (event, i) => (!event && i % 2 === 0 ? 1 : 0));
    const unmarked = Array.from(mark, (value) => 1 - value);
    const model = modelOf({ times, isEvent, covariates: [covariates[0], mark, covariates[1]] });
    const without = modelOf({ times, isEvent, covariates: [covariates[0], covariates[1]], counts: unmarked });
    expect(model.separation?.infinite).toEqual([1]);
    expect(model.separation?.direction).toEqual(Float64Array.of(0, -1, 0));
    const [first, infinite, last] = model.coefficients;
    expect(infinite.estimate).toBe(-Infinity);
    for (const [at, other] of [first, last].entries()) {
      expectClose([other.estimate], [without.coefficients[at].estimate], 1e-6);
      expectClose([other.standardError], [without.coefficients[at].standardError], 1e-5);
    }
    expectClose([model.logLikelihood[1]], [without.logLikelihood[1]], 1e-8);
  });

  test('leaves open what nothing tells any more', () => {
    // Each event is certain in the limit of the second coefficient, whatever the first one is.
    const sample = {
      times: [1, 1, 1, 1, 2],
      isEvent: [0, 1, 0, 1, 0],
      covariates: [
        [0, -1, 1, -2, -2],
        [-1, -2, 2, -1, 0],
      ],
      strata: [0, 0, 1, 1, 1],
      counts: [1, 3, 2, 2, 2],
    };
    const model = modelOf(sample);
    expect(model.separation).toEqual({ direction: Float64Array.of(0, -1), infinite: [1] });
    expect(model.coefficients.map(({ estimate }) => estimate)).toEqual([Number.NaN, -Infinity]);
  });

  test('is said where only a combination of covariates separates', () => {
    // x + y puts the events in order, neither alone does.
    const covariates = [
      [5, 1, 3, 0, 1, 2],
      [1, 4, 1, 3, 1, -1],
    ];
    const model = modelOf({ times: [1, 2, 3, 4, 5, 6], isEvent: [1, 1, 1, 1, 1, 1], covariates });
    expect(model.separation?.infinite).toEqual([0, 1]);
    expect(model.coefficients.map(({ estimate }) => estimate)).toEqual([Infinity, Infinity]);
  });

  test('is said exactly when some direction separates (two covariates, all directions that matter tried)', () => {
    fc.assert(
      fc.property(patients(2, 2, 9), (all) => {
        const sample = sampleOf(all);
        const result = coxRegression(sample);
        if (result.kind === 'model') expect(result.separation !== undefined).toBe(isSeparable(all));
        else expect(result.reason).not.toBe('not-converged');
      }),
      { numRuns: 400 },
    );
  });
});

describe('what has no estimates says why', () => {
  test.each([
    ['no-observations', [], { times: [], isEvent: [], covariates: [[]] }],
    ['no-observations', [], { times: [1], isEvent: [1], covariates: [[1]], counts: [0] }],
    ['no-events', [], { times: [1, 2, 3], isEvent: [0, 0, 0], covariates: [[1, 2, 3]] }],
    ['constant-column', [0], { times: [1], isEvent: [1], covariates: [[7]] }],
    ['constant-column', [1], { ...BOOK, covariates: [BOOK.covariates[0], [0.1, 0.1, 0.1, 0.1, 0.1, 0.1]] }],
    // The one patient who differs is censored before the first event.
    ['constant-column', [0], { times: [1, 2, 3, 4], isEvent: [0, 1, 1, 1], covariates: [[1, 0, 0, 0]] }],
    ['constant-column', [0], { ...BOOK, covariates: [[1, 2, 2, 1, 1, 1]], strata: [1, 2, 2, 1, 1, 1] }],
    ['collinear-columns', [1], { ...BOOK, covariates: [BOOK.covariates[0], [3, 5, 5, 5, 3, 3]] }],
    [
      'collinear-columns',
      [2],
      { ...BOOK, covariates: [[1, 2, 3, 4, 5, 6], [2, 1, 1, 7, 0, 3], [3, 3, 4, 11, 5, 9]] }, // prettier-ignore
    ],
  ] as const)('%s %j', (reason, columns, sample) => {
    expect(coxRegression(sample)).toEqual({ kind: 'no-estimate', reason, columns });
  });

  test('an iteration limit that comes too early', () => {
    expect(coxRegression(BOOK, { iterations: 1 })).toEqual({
      kind: 'no-estimate',
      reason: 'not-converged',
      columns: [],
    });
  });

  test('no covariates: a model of nothing but its likelihood', () => {
    const model = modelOf({ ...BOOK, covariates: [] });
    expect(model.coefficients).toEqual([]);
    expect(model.logLikelihood[1]).toBe(model.logLikelihood[0]);
    expect(model.likelihoodRatioTest.pValue).toBeNaN();
  });

  test.each([
    ['a missing time', { ...BOOK, times: [9, 1, Number.NaN, 6, 6, 8] }],
    ['a missing covariate', { ...BOOK, covariates: [[0, 1, Number.NaN, 1, 0, 0]] }],
    ['lengths that differ', { ...BOOK, covariates: [[0, 1]] }],
    ['a count that is not whole', { ...BOOK, counts: [1, 1, 0.5, 1, 1, 1] }],
    ['a count below 0', { ...BOOK, counts: [1, 1, -1, 1, 1, 1] }],
  ])('%s is refused', (_, sample) => {
    expect(() => coxRegression(sample)).toThrow(InvalidObservations);
  });
});

function sampleFor({ strata, counts }: { strata: boolean; counts: boolean }): CoxSample {
  const { times, isEvent, covariates } = fixture;
  return {
    times,
    isEvent,
    covariates,
    strata: strata ? fixture.strata : undefined,
    counts: counts ? fixture.counts : undefined,
  };
}

function modelOf(sample: CoxSample, options?: CoxOptions): CoxModel {
  const result = coxRegression(sample, options);
  if (result.kind !== 'model') throw new Error(`no estimate: ${result.reason}`);
  return result;
}

function expectSame(a: ReturnType<typeof coxRegression>, b: ReturnType<typeof coxRegression>): void {
  if (a.kind !== 'model' || b.kind !== 'model') return expect(a).toEqual(b);
  expect(a.separation?.infinite).toEqual(b.separation?.infinite);
  expectClose(a.logLikelihood, b.logLikelihood, 1e-10);
  if (a.separation) return;
  const numbers = ({ coefficients }: CoxModel) =>
    coefficients.flatMap(({ estimate, standardError }) => [estimate, standardError]);
  expectClose(numbers(a), numbers(b), 1e-8);
}

/**
 * Brute force: a direction δ separates when no pair (event, at risk with it) is in wrong order along it and some pair is
 * in right order. In two dimensions the boundary of all such δ consists of normals of pair differences.
 */
function isSeparable(all: ReturnType<typeof patientsOf>): boolean {
  const present = patientsOf(all);
  const differences = present
    .filter(({ isEvent }) => isEvent)
    .flatMap((dead) =>
      present
        .filter(({ stratum, time }) => stratum === dead.stratum && time >= dead.time)
        .map(({ covariates }) => [dead.covariates[0] - covariates[0], dead.covariates[1] - covariates[1]]),
    );
  const candidates = differences.flatMap(([x, y]) => [[y, -x], [-y, x], [x, y]]); // prettier-ignore
  return candidates.some(([a, b]) => {
    const margins = differences.map(([x, y]) => a * x + b * y);
    return margins.every((margin) => margin >= 0) && margins.some((margin) => margin > 0);
  });
}

function patientsOf(
  all: readonly { time: number; isEvent: boolean; covariates: readonly number[]; stratum: number; count: number }[],
) {
  return all.filter(({ count }) => count > 0);
}
