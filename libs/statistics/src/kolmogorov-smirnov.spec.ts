import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expandSamples, expectRelative, readHypothesisTests } from '../testing/hypothesis-tests.ts';
import { kolmogorovSmirnovTest, kolmogorovSmirnovTestOfSamples, kolmogorovUpperTail } from './kolmogorov-smirnov.ts';

const cases = Object.entries(readHypothesisTests().twoSamples);
const sample = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 12 });

describe('Kolmogorov–Smirnov test', () => {
  test.each(cases)('%s: D and the asymptotic p of SciPy', (_, oracle) => {
    const result = kolmogorovSmirnovTest(oracle, { exact: false });
    expect(result.statistic).toBeCloseTo(oracle.kolmogorovSmirnov.statistic, 14);
    expectRelative(result.pValue, oracle.kolmogorovSmirnov.asymptotic);
    expect(kolmogorovSmirnovTestOfSamples(...expandSamples(oracle), { exact: false })).toEqual(result);
  });

  test.each(cases.filter(([, oracle]) => oracle.kolmogorovSmirnov.exact !== undefined))(
    '%s: the exact p of SciPy, or of all orders where there are ties',
    (_, oracle) => {
      const { pValue, method } = kolmogorovSmirnovTest(oracle);
      expectRelative(pValue, oracle.kolmogorovSmirnov.exact!);
      expect(method).toBe('exact');
    },
  );

  test('takes the exact p for fewer than 10,000 pairs', () => {
    const counts = (n: number) => ({ values: [1, 2], first: [50, 50], second: [0, n] });
    expect(kolmogorovSmirnovTest(counts(99)).method).toBe('exact');
    expect(kolmogorovSmirnovTest(counts(100)).method).toBe('asymptotic');
  });

  test('the exact p keeps its digits far out', () => {
    // Apart: two of C(2n, n) orders.
    const ways = Array.from({ length: 90 }, (_, i) => (91 + i) / (1 + i)).reduce((product, factor) => product * factor);
    const apart = { values: [1, 2], first: [90, 0], second: [0, 90] };
    // Of two distinct values each, only the split between them shows.
    expectRelative(kolmogorovSmirnovTest(apart).pValue, 2 / ways);
  });

  test('is symmetric, and p is 1 exactly where D is 0', () => {
    fc.assert(
      fc.property(sample, sample, (x, y) => {
        const { statistic, pValue } = kolmogorovSmirnovTestOfSamples(x, y);
        expect(kolmogorovSmirnovTestOfSamples(y, x).pValue).toBeCloseTo(pValue, 12);
        if (statistic === 0) expect(pValue).toBe(1);
        expect(pValue).toBeGreaterThan(0);
        expect(pValue).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });

  test('an empty sample: nothing is defined', () => {
    expect(kolmogorovSmirnovTestOfSamples([], [1])).toMatchObject({ statistic: NaN, pValue: NaN });
    expect(kolmogorovSmirnovTestOfSamples([], [], { exact: false })).toMatchObject({ statistic: NaN, pValue: NaN });
  });
});

test("Kolmogorov's two series meet at 1, and are 1 at 0", () => {
  expect(kolmogorovUpperTail(1 - 1e-12)).toBeCloseTo(kolmogorovUpperTail(1), 11);
  expect([kolmogorovUpperTail(0), kolmogorovUpperTail(0.05), kolmogorovUpperTail(30)]).toEqual([1, 1, 0]);
});
