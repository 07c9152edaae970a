import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RandomStream } from '#random/random-stream';
import { drawParts, splitEvenly } from './balanced-parts.ts';
import { decileCuts } from './decile-cuts.ts';
import { leakageCoefficient, membershipAuc } from './leakage.ts';
import { isSmallCount, suppressSmallCells } from './small-cells.ts';

test('the leakage coefficient is that of table 3 of Eckardt et al. 2024', () => {
  expect(leakageCoefficient(8.8587, 8.7034)).toBeCloseTo(0.0178, 4);
  expect(leakageCoefficient(9.4117, 9.3474)).toBeCloseTo(0.0069, 4);
});

test('membership inference is chance for equal distances, certain for separate ones', () => {
  expect(membershipAuc([1, 4, 2], [2, 8, 4])).toBeCloseTo(0.5, 14);
  expect(membershipAuc([5, 0, 0], [0, 1, 7])).toBe(1);
});

test('deciles are cut once where they coincide, and missing values are left out', () => {
  const values = Float64Array.from([
    ...new Array<number>(60).fill(0),
    ...Array.from({ length: 41 }, (_, i) => i),
    Number.NaN,
  ]);
  const cuts = decileCuts({ rowCount: values.length, columns: new Map([['x', { kind: 'numeric', values }]]) });
  expect(cuts.get('x')).toEqual([10, 20, 30]);
});

test('parts share no row, and even ones hold all rows', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 6 }), (rowCount, parts) => {
      const even = splitEvenly(rowCount, parts, new RandomStream('even'));
      expect(even.flatMap((part) => [...part]).toSorted((a, b) => a - b)).toEqual([...new Array(rowCount).keys()]);
      const size = Math.floor(rowCount / parts);
      const drawn = drawParts(rowCount, parts, size, new RandomStream('drawn'));
      expect(new Set(drawn.flatMap((part) => [...part])).size).toBe(parts * size);
    }),
  );
  expect(() => drawParts(5, 2, 3, new RandomStream('many'))).toThrow(RangeError);
});

test('small cells are hidden, and never just one', () => {
  expect(suppressSmallCells([0, 3, 4, 20], 5)).toEqual({ counts: [0, null, null, 20], suppressed: 2 });
  expect(suppressSmallCells([0, 3, 9, 20], 5)).toEqual({ counts: [0, null, null, 20], suppressed: 2 });
  expect(suppressSmallCells([1, 1, 9, 20], 5)).toEqual({ counts: [null, null, null, 20], suppressed: 3 });
  expect(suppressSmallCells([7, 0, 9], 5)).toEqual({ counts: [7, 0, 9], suppressed: 0 });
  expect(isSmallCount(0, 5)).toBe(false);
  fc.assert(
    fc.property(fc.array(fc.nat(30), { maxLength: 8 }), (counts) => {
      const { counts: released } = suppressSmallCells(counts, 5);
      const hidden = counts.filter((_, cell) => released[cell] === null);
      const others = counts.filter((count, cell) => released[cell] !== null && count > 0);
      if (hidden.length > 0 && others.length > 0) {
        expect(hidden.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(5);
      }
      for (const count of released) if (count !== null && count > 0) expect(count).toBeGreaterThanOrEqual(5);
    }),
  );
});
