import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectClose, readFixture } from '../testing/fixtures.ts';
import { binaryRiskGroups, recalibration } from './calibration.ts';
import { InvalidObservations } from './observations.ts';
import { integratedCalibration } from './risk-groups.ts';
import { survivalRiskGroups, survivalRiskGroupsFromCounts } from './survival-calibration.ts';
import { countSurvival } from './survival-sample.ts';
import type { WaldEstimate } from './wald.ts';

type Line = readonly [estimate: number, standardError: number, lower: number, upper: number, pValue: number];

interface RecalibrationFixture {
  readonly labels: readonly number[];
  readonly probabilities: readonly number[];
  readonly counts: readonly number[];
  readonly recalibration: { readonly inTheLarge: Line; readonly slope: Line };
  readonly recalibrationOfCounts: { readonly inTheLarge: Line; readonly slope: Line };
}

interface SurvivalFixture {
  readonly times: readonly number[];
  readonly isEvent: readonly number[];
  readonly riskGroups: {
    readonly risks: readonly number[];
    readonly cutPoints: readonly number[];
    readonly horizon: number;
    readonly groups: readonly Readonly<Record<'patients' | 'meanPredicted' | 'observed' | 'lower' | 'upper', number>>[];
  };
}

const binary = readFixture<RecalibrationFixture>('classification');
const survival = readFixture<SurvivalFixture>('survival');

describe('recalibration', () => {
  test.each([
    ['rows', undefined, binary.recalibration],
    ['counts', binary.counts, binary.recalibrationOfCounts],
  ])('agrees with the oracle: %s', (_, counts, expected) => {
    const { inTheLarge, slope } = recalibration({ ...binary, counts });
    expectClose(lineOf(inTheLarge), expected.inTheLarge, 1e-7);
    expectClose(lineOf(slope), expected.slope, 1e-7);
  });

  test('perfect predictions have intercept 0 and slope 1; shifted or stretched log odds show', () => {
    const logits = [-2, -1, 0, 1, 2];
    const [labels, counts, at] = [[], [], []] as number[][];
    // Of a million at each log odds, just the expected share has the event.
    for (const logit of logits) {
      const events = Math.round(1e6 / (1 + Math.exp(-logit)));
      labels.push(1, 0);
      counts.push(events, 1e6 - events);
      at.push(logit, logit);
    }
    const predicted = (change: (logit: number) => number) =>
      recalibration({ labels, counts, probabilities: at.map((logit) => 1 / (1 + Math.exp(-change(logit)))) });
    expect(predicted((x) => x).inTheLarge?.estimate).toBeCloseTo(0, 5);
    expect(predicted((x) => x).slope?.estimate).toBeCloseTo(1, 5);
    expect(predicted((x) => x).slope?.pValue).toBeGreaterThan(0.9);
    expect(predicted((x) => x - 0.7).inTheLarge?.estimate).toBeCloseTo(0.7, 5);
    expect(predicted((x) => 2 * x).slope?.estimate).toBeCloseTo(0.5, 5);
    expect(predicted((x) => 2 * x).slope?.pValue).toBe(0);
  });

  test('says what it has no finite estimate for', () => {
    const probabilities = [0.2, 0.6, 0.8];
    expect(recalibration({ labels: [0, 0, 0], probabilities })).toEqual({ inTheLarge: undefined, slope: undefined });
    expect(recalibration({ labels: [0, 1, 0], probabilities: [0.5, 0.5, 0.5] }).slope).toBeUndefined();
    expect(recalibration({ labels: [0, 1, 1], probabilities }).slope?.estimate).toBe(Infinity);
    expect(recalibration({ labels: [], probabilities: [] })).toEqual({ inTheLarge: undefined, slope: undefined });
    expect(() => recalibration({ labels: [0, 1], probabilities: [0, 0.5] })).toThrow(InvalidObservations);
    expect(() => recalibration({ labels: [0, 1], probabilities: [0.5, 1] })).toThrow(InvalidObservations);
  });
});

describe('binaryRiskGroups', () => {
  test('puts a risk at a cut point above it, and keeps empty groups', () => {
    const outcomes = { labels: [0, 1, 1, 0], probabilities: [0.1, 0.2, 0.25, 0.9], counts: [3, 1, 2, 1] };
    expect(binaryRiskGroups(outcomes, [0.2, 0.5, 0.8])).toEqual([
      { patients: 3, meanPredicted: expect.closeTo(0.1, 14), observed: 0 },
      { patients: 3, meanPredicted: expect.closeTo(0.7 / 3, 14), observed: 1 },
      { patients: 0, meanPredicted: Number.NaN, observed: Number.NaN },
      { patients: 1, meanPredicted: 0.9, observed: 0 },
    ]);
    expect(() => binaryRiskGroups(outcomes, [0.5, 0.2])).toThrow(InvalidObservations);
  });

  test('integrated calibration is the mean distance, 0 for perfect groups, NaN for none', () => {
    const group = { patients: 10, meanPredicted: 0.3, observed: 0.3 };
    expect(integratedCalibration([group])).toBe(0);
    const off = { patients: 30, meanPredicted: 0.5, observed: 0.6 };
    expect(integratedCalibration([group, off])).toBeCloseTo(0.075, 14);
    const unknown = { patients: 5, meanPredicted: 0.5, observed: Number.NaN };
    expect(integratedCalibration([group, off, unknown])).toBeCloseTo(0.075, 14);
    expect(integratedCalibration([unknown])).toBeNaN();
  });

  test('one group is observed − predicted over all', () => {
    const outcome = fc.record({ label: fc.nat(1), probability: fc.double({ min: 0, max: 1, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(outcome, { minLength: 1 }), (rows) => {
        const labels = rows.map(({ label }) => label);
        const probabilities = rows.map(({ probability }) => probability);
        const mean = rows.reduce((sum, { label, probability }) => sum + (label - probability) / rows.length, 0);
        expect(integratedCalibration(binaryRiskGroups({ labels, probabilities }, []))).toBeCloseTo(Math.abs(mean), 10);
      }),
    );
  });
});

describe('survivalRiskGroups', () => {
  const { risks, cutPoints, horizon, groups } = survival.riskGroups;

  test('agrees with the oracle, from rows and from counts', () => {
    const result = survivalRiskGroups(survival, risks, cutPoints, horizon);
    expectClose(result.flatMap(numbersOf), groups.flatMap(numbersOf), 1e-9);
    const counts = groups.map(({ patients, meanPredicted }, group) => {
      const isPart = (_: number, i: number) => cutPoints.filter((cut) => cut <= risks[i]).length === group;
      const part = { times: survival.times.filter(isPart), isEvent: survival.isEvent.filter(isPart) };
      return { ...countSurvival(part), predictedSum: patients * meanPredicted };
    });
    expectClose(survivalRiskGroupsFromCounts(counts, horizon).flatMap(numbersOf), groups.flatMap(numbersOf), 1e-9);
  });

  test('is not known where the curve of a group ends above 0 before the horizon', () => {
    const sample = { times: [1, 2, 3, 9], isEvent: [1, 0, 1, 0] };
    const [low, middle, high] = survivalRiskGroups(sample, [0.1, 0.1, 0.6, 0.9], [0.5, 0.8], 5);
    expect(low).toEqual({
      patients: 2,
      meanPredicted: 0.1,
      observed: Number.NaN,
      lower: Number.NaN,
      upper: Number.NaN,
    });
    // Nobody is left: the risk is 1 for certain, its limits are not known.
    expect(middle).toMatchObject({ patients: 1, observed: 1, lower: Number.NaN });
    expect(high).toEqual({ patients: 1, meanPredicted: 0.9, observed: 0, lower: 0, upper: 0 });
    expect(survivalRiskGroups({ times: [], isEvent: [] }, [], [], 5)).toMatchObject([{ patients: 0 }]);
  });
});

function lineOf(line: WaldEstimate | undefined): number[] {
  return line ? [line.estimate, line.standardError, line.lower, line.upper, line.pValue] : [];
}

function numbersOf(group: Readonly<Record<'patients' | 'meanPredicted' | 'observed' | 'lower' | 'upper', number>>) {
  return [group.patients, group.meanPredicted, group.observed, group.lower, group.upper];
}
