import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { wilsonInterval } from '#statistics/proportion';
import { residualRisk } from '../attacks/residual-risk.ts';
import { aucInterval, truePositiveRate } from './auc-interval.ts';
import { criticalValue } from './interval.ts';
import { clusteredInterval } from './clustered-interval.ts';

interface Golden {
  readonly critical: readonly { comparisons: number; value: number }[];
  readonly wilson: readonly { successes: number; attempts: number; interval: readonly [number, number] }[];
  readonly delong: readonly {
    x: readonly number[];
    y: readonly number[];
    auc: number;
    standardError: number;
    lower: number;
    upper: number;
  }[];
  readonly risk: readonly {
    training: readonly [number, number];
    control: readonly [number, number];
    risk: number;
    lower: number;
    upper: number;
  }[];
}

const golden: Golden = JSON.parse(readFileSync(new URL('../fixtures/intervals.json', import.meta.url), 'utf8'));

describe('Wilson', () => {
  test.each(golden.wilson)('$successes of $attempts', ({ successes, attempts, interval }) => {
    const { lower, upper } = wilsonInterval(successes / attempts, attempts);
    expect(lower).toBeCloseTo(interval[0], 12);
    expect(upper).toBeCloseTo(interval[1], 12);
  });

  test('ends at exactly 0 and 1, and is undefined without attempts', () => {
    expect(wilsonInterval(0, 12).lower).toBe(0);
    expect(wilsonInterval(1, 12).upper).toBe(1);
    expect(wilsonInterval(0.5, 0)).toEqual({ lower: Number.NaN, upper: Number.NaN });
  });

  test('of clustered observations is that of the number of independent ones with the same standard error', () => {
    expect(clusteredInterval(0.3, Math.sqrt((0.3 * 0.7) / 40), 1000)).toEqual(wilsonInterval(0.3, 40));
    expect(clusteredInterval(1, 0, 9)).toEqual(wilsonInterval(1, 9));
  });

  test('of clustered observations that all agree is as wide as their standard error', () => {
    const { lower, upper } = clusteredInterval(1, 0.1, 9);
    expect(lower).toBeCloseTo(0.8040036, 7);
    expect(upper).toBe(1);
    expect(clusteredInterval(0, 0.9, 9)).toEqual({ lower: 0, upper: 1 });
  });
});

test.each(golden.critical)('the critical value of $comparisons comparisons', ({ comparisons, value }) => {
  expect(Math.abs(criticalValue(comparisons) - value)).toBeLessThan(1e-12);
});

describe('area under the curve', () => {
  test.each(golden.delong)('DeLong, AUC $auc', ({ x, y, ...expected }) => {
    const estimate = aucInterval(histogramOf(x), histogramOf(y));
    for (const key of ['auc', 'standardError', 'lower', 'upper'] as const) {
      expect(estimate[key]).toBeCloseTo(expected[key], 12);
    }
  });

  test('exchanging the sets mirrors the interval', () => {
    fc.assert(
      fc.property(histograms(), histograms(), (x, y) => {
        const there = aucInterval(x, y);
        const back = aucInterval(y, x);
        expect(there.auc).toBeCloseTo(1 - back.auc, 12);
        expect(there.standardError).toBeCloseTo(back.standardError, 12);
        expect(there.lower).toBeCloseTo(1 - back.upper, 12);
      }),
    );
  });

  test('ties everywhere are chance for certain, separate sets are told apart for certain', () => {
    expect(aucInterval([5], [4])).toEqual({ auc: 0.5, standardError: 0, lower: 0.5, upper: 0.5 });
    expect(aucInterval([5, 0], [0, 4])).toEqual({ auc: 1, standardError: 0, lower: 1, upper: 1 });
  });

  test('is NaN for an empty set, without an interval for a single row', () => {
    expect(aucInterval([0, 0], [1, 2]).auc).toBeNaN();
    expect(aucInterval([1, 0], [1, 2]).auc).toBeCloseTo(5 / 6, 12);
    expect(aucInterval([1, 0], [1, 2]).lower).toBeNaN();
  });
});

describe('true positive rate', () => {
  test('is interpolated within a value', () => {
    // 5 % of 40 are 2 rows: the first value has 1, the second 4, so a quarter of it is taken.
    expect(truePositiveRate([3, 4, 3], [1, 4, 35], 0.05)).toBeCloseTo(0.4, 12);
    expect(truePositiveRate([3, 4, 3], [0, 0, 40], 0.05)).toBeCloseTo(0.7 + 0.3 * 0.05, 12);
  });

  test('equals the false positive rate for equal sets, and is NaN for empty ones', () => {
    fc.assert(
      fc.property(histograms(), fc.double({ min: 0.01, max: 1, noNaN: true }), (x, rate) => {
        expect(truePositiveRate(x, x, rate)).toBeCloseTo(rate, 9);
      }),
    );
    expect(truePositiveRate([1], [0], 0.05)).toBeNaN();
    expect(truePositiveRate([0], [1], 0.05)).toBeNaN();
  });
});

describe('residual risk', () => {
  test.each(golden.risk)('$training against $control', ({ training, control, ...expected }) => {
    const of = ([successes, attempts]: readonly [number, number]) => wilsonInterval(successes / attempts, attempts);
    const found = residualRisk(of(training), of(control));
    for (const key of ['risk', 'lower', 'upper'] as const) expect(found[key]).toBeCloseTo(expected[key], 6);
  });

  test('is 0 where the control succeeds as often, NaN where nothing was attacked or the control cannot fail', () => {
    expect(residualRisk({ lower: 0.2, upper: 0.4 }, { lower: 0.2, upper: 0.4 }).risk).toBe(0);
    expect(residualRisk({ lower: 0.2, upper: 0.4 }, { lower: 1, upper: 1 }).risk).toBeNaN();
    expect(residualRisk({ lower: Number.NaN, upper: Number.NaN }, { lower: 0, upper: 0.1 }).risk).toBeNaN();
  });
});

function histogramOf(values: readonly number[]): number[] {
  const counts = Array.from({ length: 24 }, () => 0);
  for (const value of values) counts[value]++;
  return counts;
}

/** Two rows at least. */
function histograms(): fc.Arbitrary<number[]> {
  return fc
    .array(fc.nat(9), { minLength: 5, maxLength: 5 })
    .filter((counts) => counts.reduce((sum, count) => sum + count, 0) >= 2);
}
