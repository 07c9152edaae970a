import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { calibratedHistogram, distanceCells, jointDistances, mostExposed } from './calibrated-membership.ts';

test('rows are counted by both distances, those beyond the columns left out', () => {
  const counts = jointDistances(Uint16Array.of(2, 2, 0, 4), Uint16Array.of(1, 1, 3, 0), 3);
  expect(counts).toHaveLength(16);
  expect([...counts.keys()].filter((cell) => counts[cell] > 0)).toEqual([3, 9]);
  expect(counts[9]).toBe(2);
});

test('a cell is one distance up to 127 columns, and as few as will do beyond', () => {
  expect(distanceCells(92)).toEqual({ cells: 93, width: 1 });
  expect(distanceCells(127)).toEqual({ cells: 128, width: 1 });
  expect(distanceCells(128)).toEqual({ cells: 65, width: 2 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 70_000 }), (columns) => {
      const { cells, width } = distanceCells(columns);
      expect(cells).toBeLessThanOrEqual(128);
      expect(Math.floor(columns / width)).toBe(cells - 1);
    }),
  );
});

test('the calibrated score is the difference of the distances', () => {
  const counts = jointDistances(Uint16Array.of(2, 0, 1, 1), Uint16Array.of(0, 2, 1, 1), 2);
  expect([...calibratedHistogram({ cells: 3, counts })]).toEqual([1, 0, 2, 0, 1]);
});

test('the most exposed are those farthest from the reference, equally far ones by their share', () => {
  const training = { cells: 3, counts: [0, 4, 0, 3, 0, 3, 0, 0, 1] };
  const heldOut = { cells: 3, counts: [6, 0, 0, 0, 2, 0, 1, 0, 0] };
  // 20 rows; a quarter are 5: both rows at distance 2, and 3 of the 8 at distance 1.
  const [a, b] = mostExposed(training, heldOut, 0.25);
  expect([...(a.counts as Float64Array)]).toEqual([0, 0, 0, 3 * 0.375, 0, 3 * 0.375, 0, 0, 1]);
  expect([...(b.counts as Float64Array)]).toEqual([0, 0, 0, 0, 2 * 0.375, 0, 1, 0, 0]);
});

test('as many are exposed as asked for', () => {
  const joint = fc.array(fc.nat(6), { minLength: 16, maxLength: 16 }).map((counts) => ({ cells: 4, counts }));
  const sum = (counts: ArrayLike<number>) => Array.from(counts).reduce((a, b) => a + b, 0);
  fc.assert(
    fc.property(joint, joint, fc.double({ min: 0, max: 1, noNaN: true }), (training, heldOut, share) => {
      const [a, b] = mostExposed(training, heldOut, share);
      expect(sum(a.counts) + sum(b.counts)).toBeCloseTo(share * (sum(training.counts) + sum(heldOut.counts)), 9);
    }),
  );
});
