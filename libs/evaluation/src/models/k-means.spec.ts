import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RandomStream } from '#random/random-stream';
import { kMeans, nearestCentres, type Points } from './k-means.ts';
import { allAtOnce } from '../steps.ts';

test('clouds that lie apart are found, each by its mean', () => {
  const stream = new RandomStream('clouds');
  const corners = [0, 10, 20, 30, 40];
  const rows = corners.flatMap((at) =>
    Array.from({ length: 30 }, () => [at + stream.uniform(), -at, stream.uniform()]),
  );
  const centres = allAtOnce(kMeans(toPoints(rows), 5, stream));
  const means = corners.map((_, cloud) => meanOf(rows.slice(30 * cloud, 30 * cloud + 30)));
  const found = toRows(centres).toSorted((a, b) => a[0] - b[0]);
  found.forEach((centre, c) => centre.forEach((value, d) => expect(value).toBeCloseTo(means[c][d], 12)));
});

test('each centre is the mean of the points nearest to it, and its seed decides the result', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 6 }),
      (seed, count, dimensions, k) => {
        const stream = new RandomStream(seed);
        const rows = Array.from({ length: count }, () => Array.from({ length: dimensions }, () => stream.int(5)));
        const points = toPoints(rows);
        const centres = allAtOnce(kMeans(points, k, new RandomStream(seed)));
        expect(allAtOnce(kMeans(points, k, new RandomStream(seed)))).toEqual(centres);
        const distinct = new Set(rows.map(String)).size;
        expect(centres.count).toBe(Math.min(k, distinct));
        const labels = nearestCentres(points, centres);
        toRows(centres).forEach((centre, c) => {
          const members = rows.filter((_, row) => labels[row] === c);
          if (members.length === 0) return;
          meanOf(members).forEach((mean, d) => expect(centre[d]).toBeCloseTo(mean, 9));
        });
      },
    ),
    { numRuns: 100 },
  );
});

test('more starts give no greater sum of squares', () => {
  const stream = new RandomStream('starts');
  const rows = Array.from({ length: 200 }, () => [stream.normal(), stream.normal()]);
  const squaresOf = (starts: number) => {
    const centres = allAtOnce(kMeans(toPoints(rows), 8, new RandomStream('first'), { starts }));
    const labels = nearestCentres(toPoints(rows), centres);
    return rows.reduce(
      (sum, row, i) => sum + row.reduce((s, value, d) => s + (value - centres.values[2 * labels[i] + d]) ** 2, 0),
      0,
    );
  };
  expect(squaresOf(6)).toBeLessThanOrEqual(squaresOf(1));
});

test('no point has no centre; one point is its own', () => {
  expect(allAtOnce(kMeans(toPoints([]), 3, new RandomStream('none'))).count).toBe(0);
  expect(toRows(allAtOnce(kMeans(toPoints([[2, 3]]), 3, new RandomStream('one'))))).toEqual([[2, 3]]);
});

function toPoints(rows: readonly number[][]): Points {
  return { count: rows.length, dimensions: rows[0]?.length ?? 0, values: Float64Array.from(rows.flat()) };
}

function toRows({ count, dimensions, values }: Points): number[][] {
  return Array.from({ length: count }, (_, i) => Array.from(values.subarray(i * dimensions, (i + 1) * dimensions)));
}

function meanOf(rows: readonly number[][]): number[] {
  return rows[0].map((_, d) => rows.reduce((sum, row) => sum + row[d], 0) / rows.length);
}
