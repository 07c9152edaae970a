import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectRelative, readHypothesisTests } from '../testing/hypothesis-tests.ts';
import { oddsOf, oddsRatioOf, shareOf } from './proportion.ts';

const positive = fc.integer({ min: 1, max: 500 });

describe('odds', () => {
  test('the interval is symmetric about the logarithm', () => {
    fc.assert(
      fc.property(positive, positive, (a, b) => {
        const { odds, lower, upper } = oddsOf(a, b);
        expectRelative(lower * upper, odds ** 2);
        expectRelative(Math.log(upper / odds), 1.959963984540054 * Math.sqrt(1 / a + 1 / b));
      }),
    );
  });

  test('a count of 0', () => {
    expect(oddsOf(0, 5)).toEqual({ odds: 0, lower: 0, upper: Infinity });
    expect(oddsOf(5, 0)).toEqual({ odds: Infinity, lower: 0, upper: Infinity });
    expect(oddsOf(0, 0)).toEqual({ odds: NaN, lower: 0, upper: Infinity });
  });
});

describe('odds ratio', () => {
  test('is the ratio of the odds, and its variance the sum of theirs', () => {
    fc.assert(
      fc.property(positive, positive, positive, positive, (a, b, c, d) => {
        const { oddsRatio, lower, upper, standardError } = oddsRatioOf([
          [a, b],
          [c, d],
        ]);
        const [first, second] = [oddsOf(a, b), oddsOf(c, d)];
        expectRelative(oddsRatio, first.odds / second.odds);
        const spread = Math.hypot(Math.log(first.upper / first.odds), Math.log(second.upper / second.odds));
        expectRelative(Math.log(upper / oddsRatio), spread);
        expectRelative(Math.log(oddsRatio / lower), 1.959963984540054 * standardError);
      }),
    );
  });

  test('counts of 0', () => {
    const around = { lower: 0, upper: Infinity, standardError: Infinity };
    expect(
      oddsRatioOf([
        [0, 3],
        [4, 5],
      ]),
    ).toEqual({ oddsRatio: 0, ...around });
    expect(
      oddsRatioOf([
        [3, 0],
        [4, 5],
      ]),
    ).toEqual({ oddsRatio: Infinity, ...around });
    expect(
      oddsRatioOf([
        [0, 3],
        [0, 5],
      ]),
    ).toEqual({ oddsRatio: NaN, ...around });
  });
});

describe("Wilson's interval", () => {
  test.each(readHypothesisTests().wilson)('$successes of $count as statsmodels has it', (oracle) => {
    const { share, lower, upper } = shareOf(oracle.successes, oracle.count);
    expect(share).toBe(oracle.successes / oracle.count);
    expect(lower).toBeCloseTo(oracle.lower, 14);
    expect(upper).toBeCloseTo(oracle.upper, 14);
  });

  test('lies in [0, 1] and holds the share', () => {
    fc.assert(
      fc.property(fc.nat(300), positive, (a, b) => {
        const { share, lower, upper } = shareOf(a, a + b);
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(lower).toBeLessThanOrEqual(share);
        expect(share).toBeLessThanOrEqual(upper);
        expect(upper).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('no patients: NaN', () => {
    expect(shareOf(0, 0)).toEqual({ share: NaN, lower: NaN, upper: NaN });
  });
});
