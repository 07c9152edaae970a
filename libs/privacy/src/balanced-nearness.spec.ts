import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RandomStream } from '#random/random-stream';
import {
  type BalancedNeighbours,
  countCloser,
  nearestOf,
  nearnessVariances,
  RATIO_CELLS,
  ratioHistogram,
} from './balanced-nearness.ts';
import { type CodedRecords, selectRecords } from './coded-records.ts';
import { nearestRecords } from './nearest-records.ts';

test('variances are those of leaving out one real row after another', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 2, max: 7 }), fc.integer({ min: 1, max: 3 }), (seed, size, parts) => {
      const cohort = { synthetic: related(9, `${seed} s`), ...realParts(size, parts, seed) };
      const { toTraining, toHeldOut, closer } = nearnessVariances(neighboursOf(cohort, size));
      const summed = (sums: (changed: Parts) => number) => varianceByOmission(cohort, size, sums);
      expect(toTraining).toBeCloseTo(summed(sumToTraining), 9);
      expect(toHeldOut).toBeCloseTo(summed(sumToHeldOut), 9);
      expect(closer).toBeCloseTo(summed(sumCloser), 9);
    }),
    { numRuns: 15 },
  );
});

test('without leakage an interval of the coefficient holds 0 about 95 times in 100', () => {
  const runs = 120;
  const size = 40;
  let held = 0;
  let closerHeld = 0;
  for (let run = 0; run < runs; run++) {
    const cohort = { synthetic: related(100, `s ${run}`), ...realParts(size, 3, `${run}`) };
    const { coefficient, error, share, shareError } = estimates(neighboursOf(cohort, size));
    if (Math.abs(coefficient) <= 1.96 * error) held++;
    if (Math.abs(share - 0.5) <= 1.96 * shareError) closerHeld++;
  }
  for (const count of [held, closerHeld]) {
    expect(count / runs).toBeGreaterThan(0.91);
    expect(count / runs).toBeLessThanOrEqual(0.995);
  }
});

test('with a quarter of copies it never holds 0', () => {
  const size = 100;
  let held = 0;
  for (let run = 0; run < 10; run++) {
    const parts = realParts(size, 2, `${run}`);
    const fresh = related(120, `s ${run}`);
    const synthetic = joined(fresh, selectRecords(parts.training[0], [...Array(40).keys()]));
    const { coefficient, error } = estimates(neighboursOf({ synthetic, ...parts }, size));
    if (coefficient <= 1.96 * error) held++;
  }
  expect(held).toBe(0);
});

test('closer, as near and farther are counted for each training part', () => {
  const neighbours = {
    partSize: 2,
    training: [
      listed([
        [1, 2],
        [3, 3],
        [5, 6],
      ]),
      listed([
        [0, 9],
        [4, 4],
        [2, 2],
      ]),
    ],
    heldOut: listed([
      [1, 1],
      [2, 2],
      [3, 4],
    ]),
  };
  expect(countCloser(neighbours)).toEqual([2, 1, 3]);
});

test('ratios have two decimals; equal rows at distance 0 have 1', () => {
  const cells = ratioHistogram(
    listed([
      [0, 0],
      [0, 4],
      [1, 3],
      [5, 5],
      [2, 4],
    ]),
  );
  expect(cells).toHaveLength(RATIO_CELLS);
  const filled = [...cells.keys()].filter((cell) => cells[cell] > 0).map((cell) => [cell, cells[cell]]);
  expect(filled).toEqual([
    [0, 1],
    [33, 1],
    [50, 1],
    [100, 2],
  ]);
});

interface Parts {
  readonly synthetic: CodedRecords;
  readonly training: readonly CodedRecords[];
  readonly heldOut: CodedRecords;
}

function neighboursOf({ synthetic, training, heldOut }: Parts, partSize: number): BalancedNeighbours {
  return {
    partSize,
    training: training.map((part) => nearestRecords(synthetic, part, 2)),
    heldOut: nearestRecords(synthetic, heldOut, 2),
  };
}

/** Σ over parts of (n − 1) / n Σ (sum without a row − their mean)². */
function varianceByOmission(parts: Parts, size: number, sums: (changed: Parts) => number): number {
  const strata = [...parts.training.keys(), -1];
  return strata.reduce((total, stratum) => {
    const without = Array.from({ length: size }, (_, omitted) => {
      const drop = (part: CodedRecords) =>
        selectRecords(
          part,
          [...Array(size).keys()].filter((row) => row !== omitted),
        );
      const training = parts.training.map((part, i) => (i === stratum ? drop(part) : part));
      return sums({ ...parts, training, heldOut: stratum === -1 ? drop(parts.heldOut) : parts.heldOut });
    });
    const mean = without.reduce((a, b) => a + b, 0) / size;
    return total + ((size - 1) / size) * without.reduce((a, b) => a + (b - mean) ** 2, 0);
  }, 0);
}

function sumToTraining({ synthetic, training }: Parts): number {
  return training.reduce((sum, part) => sum + total(nearestOf(nearestRecords(synthetic, part, 1))), 0);
}

function sumToHeldOut({ synthetic, heldOut }: Parts): number {
  return total(nearestOf(nearestRecords(synthetic, heldOut, 1)));
}

function sumCloser(parts: Parts): number {
  const [nearer, tied] = countCloser(neighboursOf(parts, 0));
  return nearer + tied / 2;
}

function estimates(neighbours: BalancedNeighbours) {
  const parts = neighbours.training.length;
  const rows = nearestOf(neighbours.heldOut).length;
  const heldOut = total(nearestOf(neighbours.heldOut)) / rows;
  const training = neighbours.training.reduce((sum, part) => sum + total(nearestOf(part)), 0) / (rows * parts);
  const variances = nearnessVariances(neighbours);
  const errorTraining = Math.sqrt(variances.toTraining) / (rows * parts);
  const errorHeldOut = Math.sqrt(variances.toHeldOut) / rows;
  const [nearer, tied] = countCloser(neighbours);
  return {
    coefficient: heldOut / training - 1,
    error: Math.hypot(errorHeldOut, (errorTraining * heldOut) / training) / training,
    share: (nearer + tied / 2) / (rows * parts),
    shareError: Math.sqrt(variances.closer) / (rows * parts),
  };
}

function realParts(size: number, parts: number, seed: string) {
  return {
    training: Array.from({ length: parts }, (_, part) => related(size, `${seed} t${part}`)),
    heldOut: related(size, `${seed} h`),
  };
}

/** Rows of a few kinds, some near many others: where bootstrap intervals fail. */
function related(rowCount: number, seed: string): CodedRecords {
  const stream = new RandomStream(seed);
  const kinds = Array.from({ length: rowCount }, () => stream.int(5));
  const columns = Array.from({ length: 20 }, (_, column) => ({
    codeCount: 3,
    codes: Uint16Array.from(kinds, (kind) =>
      stream.uniform() < (column % 5 === kind ? 0.6 : 0.08) ? 1 : stream.uniform() < 0.1 ? 2 : 0,
    ),
  }));
  return { rowCount, columnCount: columns.length, columns };
}

function joined(a: CodedRecords, b: CodedRecords): CodedRecords {
  const columns = a.columns.map(({ codes, codeCount }, column) => ({
    codeCount,
    codes: Uint16Array.of(...codes, ...b.columns[column].codes),
  }));
  return { ...a, rowCount: a.rowCount + b.rowCount, columns };
}

function listed(distances: readonly (readonly [number, number])[]) {
  return { count: 2, rows: new Int32Array(2 * distances.length), distances: Uint16Array.from(distances.flat()) };
}

function total(values: Uint16Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
