import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toldMargin } from './told-margin.ts';

function margin(counts: readonly number[]) {
  return { name: 'karyotype', cells: Int32Array.from(counts, (_, cell) => cell), counts: Float64Array.from(counts) };
}

function told(counts: readonly number[], minimum = 5, lanes = 1) {
  const { cells, counts: own } = toldMargin(margin(counts), minimum, lanes);
  return { cells: Array.from(cells), counts: Array.from(own) };
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

describe('a margin as a cohort may have it', () => {
  it('has no cell of fewer rows than the minimum, the empty ones, and the total but for what is missing to it', () => {
    const counts = fc.array(fc.nat(12), { minLength: 1 });
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 8 }), fc.constantFrom(1, 2), (real, minimum, lanes) => {
        const own = told(real, minimum, lanes);
        expect(own.counts.every((count) => count === 0 || count >= minimum)).toBe(true);
        real.forEach((count, cell) => {
          expect(own.cells[cell] % lanes).toBe(cell % lanes);
          if (count === 0 || count >= minimum) expect([own.cells[cell], own.counts[cell]]).toEqual([cell, count]);
          else expect(own.counts[own.cells[cell]]).toBeGreaterThanOrEqual(minimum);
        });
        const more = total(own.counts) - total(real);
        expect(more).toBeGreaterThanOrEqual(0);
        expect(more).toBeLessThanOrEqual(lanes * (minimum - 1));
      }),
    );
  });

  it('is the same for all numbers of few rows', () => {
    expect(told([300, 1])).toEqual(told([300, 4]));
    expect(told([300, 1])).toEqual({ cells: [0, 1], counts: [300, 5] });
  });

  it('joins as few cells as make the minimum, of one kind where two take turns', () => {
    expect(told([4, 1, 0, 3, 9, 3, 2])).toEqual({ cells: [0, 0, 2, 3, 4, 3, 3], counts: [5, 0, 0, 8, 9, 0, 0] });
    expect(told([50, 1, 2, 40, 3, 1], 5, 2)).toEqual({ cells: [0, 1, 2, 3, 2, 1], counts: [50, 5, 5, 40, 0, 0] });
  });
});
