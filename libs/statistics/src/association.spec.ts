import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GOLDEN_ASSOCIATIONS as golden } from '../testing/golden.ts';
import { correlationRatio, entropy, pearsonFromSums, theilsU } from './association.ts';

const STATES = ['a', 'b', 'c'];

describe('theilsU', () => {
  const joint = STATES.map((x) =>
    [0, 1].map((y) => golden.x.filter((other, i) => other === x && golden.y[i] === y).length),
  );

  test('agrees with the oracle in both directions', () => {
    expect(theilsU(joint)).toBeCloseTo(golden.uncertaintyOfYGivenX, 14);
    expect(theilsU(transposed(joint))).toBeCloseTo(golden.uncertaintyOfXGivenY, 14);
  });

  test('is 1 for a constant target and exactly 0 for independent variables', () => {
    expect(theilsU([[4], [2]])).toBe(1);
    expect(
      theilsU([
        [3, 9, 30],
        [7, 21, 70],
      ]),
    ).toBe(0);
  });

  test('lies in [0, 1] and is 1 where the given variable decides the target', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat(50), { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 5 }),
        (counts) => {
          const value = theilsU(counts);
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1 + 1e-12);
        },
      ),
    );
    expect(
      theilsU([
        [5, 0],
        [0, 3],
        [2, 0],
      ]),
    ).toBeCloseTo(1, 14);
  });
});

test('entropy of equal counts is the logarithm of their number', () => {
  expect(entropy([7, 7, 7, 7])).toBeCloseTo(Math.log(4), 14);
  expect(entropy([])).toBe(0);
});

describe('correlationRatio', () => {
  test('agrees with the oracle', () => {
    const groups = STATES.map((state) => {
      const values = golden.measure.filter((_, i) => golden.x[i] === state);
      return { count: values.length, sum: sumOf(values) };
    });
    expect(correlationRatio(groups, sumOf(squares(golden.measure)))).toBeCloseTo(golden.correlationRatio, 14);
  });

  test('is 0 for equal means, no rows and constant values', () => {
    expect(
      correlationRatio(
        [
          { count: 2, sum: 6 },
          { count: 1, sum: 3 },
        ],
        29,
      ),
    ).toBe(0);
    expect(correlationRatio([], 0)).toBe(0);
    expect(
      correlationRatio(
        [
          { count: 2, sum: 6 },
          { count: 1, sum: 3 },
        ],
        27,
      ),
    ).toBe(0);
  });
});

describe('pearsonFromSums', () => {
  test('agrees with the oracle', () => {
    const { measure, other } = golden;
    const sums = {
      count: measure.length,
      x: sumOf(measure),
      y: sumOf(other),
      xx: sumOf(squares(measure)),
      yy: sumOf(squares(other)),
      xy: sumOf(measure.map((value, i) => value * other[i])),
    };
    expect(pearsonFromSums(sums)).toBeCloseTo(golden.pearson, 14);
  });

  test('is 0 where one variable is constant', () => {
    expect(pearsonFromSums({ count: 2, x: 3, y: 4, xx: 5, yy: 8, xy: 6 })).toBe(0);
  });
});

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function squares(values: readonly number[]): number[] {
  return values.map((value) => value ** 2);
}

function transposed(rows: readonly (readonly number[])[]): number[][] {
  return rows[0].map((_, column) => rows.map((row) => row[column]));
}
