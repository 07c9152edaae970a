import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dependentColumns, invertPositiveDefinite, solvePositiveDefinite } from './cholesky.ts';

const WIDTH = 3;
const rows = fc.array(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: WIDTH, maxLength: WIDTH }), {
  minLength: WIDTH,
  maxLength: 6,
});

/** XᵀX + I. */
function gram(design: readonly (readonly number[])[], ridge: number): Float64Array {
  const entry = (i: number, j: number) => design.reduce((sum, row) => sum + row[i] * row[j], i === j ? ridge : 0);
  return Float64Array.from({ length: WIDTH ** 2 }, (_, at) => entry(Math.floor(at / WIDTH), at % WIDTH));
}

test('the inverse is symmetric and undoes the matrix, as the solution does', () => {
  fc.assert(
    fc.property(rows, (design) => {
      const matrix = gram(design, 1);
      const inverse = invertPositiveDefinite(Float64Array.from(matrix), WIDTH) ?? new Float64Array();
      for (let i = 0; i < WIDTH; i++) {
        for (let j = 0; j < WIDTH; j++) {
          let sum = 0;
          for (let k = 0; k < WIDTH; k++) sum += matrix[i * WIDTH + k] * inverse[k * WIDTH + j];
          expect(sum).toBeCloseTo(i === j ? 1 : 0, 9);
          expect(inverse[i * WIDTH + j]).toBeCloseTo(inverse[j * WIDTH + i], 12);
        }
      }
      const solution = solvePositiveDefinite(Float64Array.from(matrix), [0, 1, 0]) ?? [];
      Array.from(solution).forEach((value, i) => expect(value).toBeCloseTo(inverse[i * WIDTH + 1], 12));
    }),
  );
});

test('a matrix that is not positive definite has neither', () => {
  expect(invertPositiveDefinite(Float64Array.of(1, 2, 2, 1), 2)).toBeUndefined();
  expect(solvePositiveDefinite(Float64Array.of(0), [1])).toBeUndefined();
  expect(solvePositiveDefinite(Float64Array.of(Number.NaN), [1])).toBeUndefined();
});

test('columns that follow from those before them are named, and only they', () => {
  const rounding = (matrix: Float64Array) => [0, 4, 8].map((at) => 1e-10 * matrix[at]);
  const dependentOf = (design: readonly (readonly number[])[]) => {
    const matrix = gram(design, 0);
    return dependentColumns(matrix, rounding(matrix));
  };
  expect(dependentOf([[1, 2, 0], [3, 6, 1], [4, 8, -2]])).toEqual([1]); // prettier-ignore
  expect(dependentOf([[1, 0, 1], [0, 1, 1], [3, 5, 8], [1, 1, 2]])).toEqual([2]); // prettier-ignore
  expect(dependentOf([[1, 1, 1], [2, 2, 2], [3, 3, 3]])).toEqual([1, 2]); // prettier-ignore
  expect(dependentOf([[1, 0, 1], [0, 1, 1], [3, 5, 8.001]])).toEqual([]); // prettier-ignore
  expect(dependentOf([[0, 1, 1], [0, 2, 1], [0, 0, 3]])).toEqual([0]); // prettier-ignore
});
