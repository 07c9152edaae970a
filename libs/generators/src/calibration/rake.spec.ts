import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RandomStream } from '#random/random-stream';
import { effectiveSampleSize, rake, type RakingMargin, totalVariation, weightedCounts } from './rake.ts';

const ROWS = 2_000;
const OPTIONS = { sweeps: 60, weightCap: 1e9 };

describe('raking', () => {
  it('reproduces every margin that rows of the pool can reach', () => {
    fc.assert(
      fc.property(fc.nat(1e6), (seed) => {
        const margins = randomMargins(new RandomStream(`margins ${seed}`), [3, 5, 2]);
        const weights = rake(ROWS, margins, OPTIONS);
        for (const { cells, counts } of margins) {
          expect(totalVariation(weightedCounts(cells, weights, counts.length), counts)).toBeLessThan(1e-6);
        }
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(ROWS, 6);
      }),
      { numRuns: 20 },
    );
  });

  it('does not depend on the order of the margins', () => {
    const margins = randomMargins(new RandomStream('order'), [4, 3, 6, 2]);
    const forward = rake(ROWS, margins, { sweeps: 300, weightCap: 1e9 });
    const backward = rake(ROWS, margins.toReversed(), { sweeps: 300, weightCap: 1e9 });
    forward.forEach((weight, row) => expect(backward[row]).toBeCloseTo(weight, 6));
  });

  it('solves a table of two by two as by hand', () => {
    // Pool: one row per cell. Margins 3:1 and 1:1 of independent columns give the product of the shares.
    const rows = Int32Array.of(0, 0, 1, 1);
    const columns = Int32Array.of(0, 1, 0, 1);
    const weights = rake(
      4,
      [
        { name: 'row', cells: rows, counts: [3, 1] },
        { name: 'column', cells: columns, counts: [5, 5] },
      ],
      OPTIONS,
    );
    expect(Array.from(weights)).toEqual([1.5, 1.5, 0.5, 0.5]);
  });

  it('holds every weight at the cap', () => {
    const cells = Int32Array.from({ length: 100 }, (_, row) => (row === 0 ? 1 : 0));
    const weights = rake(100, [{ name: 'rare', cells, counts: [1, 1] }], { sweeps: 5, weightCap: 10 });
    const mean = weights.reduce((sum, weight) => sum + weight, 0) / 100;
    expect(weights[0] / mean).toBeLessThanOrEqual(10 + 1e-6);
    expect(weights[0] / mean).toBeGreaterThan(5);
  });

  it('ends with equal weights where too few rows are left for any cap to hold', () => {
    const cells = Int32Array.from({ length: 4_000 }, (_, row) => (row < 100 ? 1 : 0));
    const uneven = Int32Array.from({ length: 4_000 }, (_, row) => (row === 0 ? 1 : 0));
    const margins = [
      { name: 'few', cells, counts: [0, 7] },
      { name: 'one', cells: uneven, counts: [1, 9] },
    ];
    const weights = rake(4_000, margins, { sweeps: 60, weightCap: 30 });
    expect(weights.every((weight, row) => weight === (row < 100 ? 1 : 0))).toBe(true);
  });

  it('keeps rows to draw from where margins contradict each other', () => {
    const cells = Int32Array.from({ length: 10 }, (_, row) => row % 2);
    const margins = [
      { name: 'odd', cells, counts: [0, 1] },
      { name: 'even', cells, counts: [1, 0] },
    ];
    const weights = rake(10, margins, OPTIONS);
    expect(Array.from(weightedCounts(cells, weights, 2))).toEqual([0, 10]);
  });

  it('meets the rest of a margin when no row falls in one of its cells', () => {
    const cells = Int32Array.from({ length: 10 }, (_, row) => row % 2);
    const weights = rake(10, [{ name: 'three', cells, counts: [6, 2, 2] }], OPTIONS);
    expect(Array.from(weightedCounts(cells, weights, 3))).toEqual([7.5, 2.5, 0]);
  });
});

describe('raking many margins at a time', () => {
  it('gives the bits of one margin after the other', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.constantFrom(3, 40, 300), (seed, most) => {
        const stream = new RandomStream(`bits ${seed}`);
        const listed = wantedAtRandom(stream, [2, most, 5, 4]);
        const margins = [...listed, jointMargin(listed[0], listed[1], most, stream), ...listed.slice(1)];
        const start = Float64Array.from({ length: ROWS }, () => (stream.uniform() < 0.1 ? 0 : stream.uniform()));
        const weights = rake(ROWS, margins, { sweeps: 1, weightCap: 1e9, start });
        expect(weights).toEqual(oneByOne(margins, start));
        const even = rake(ROWS, margins, { sweeps: 1, weightCap: 1e9 });
        expect(even).toEqual(oneByOne(margins, new Float64Array(ROWS).fill(1)));
      }),
      { numRuns: 10 },
    );
  });
});

describe('the effective sample size', () => {
  it('is the number of rows for equal weights and 1 for a single weight', () => {
    expect(effectiveSampleSize(new Float64Array(7).fill(0.3))).toBeCloseTo(7, 12);
    expect(effectiveSampleSize(Float64Array.of(0, 5, 0))).toBe(1);
  });
});

/** Margins with every cell occupied, so that a solution exists: the wanted counts are those of a weighted pool. */
function randomMargins(stream: RandomStream, sizes: readonly number[]): RakingMargin[] {
  const weights = Float64Array.from({ length: ROWS }, () => 0.2 + stream.uniform());
  return sizes.map((size, i) => {
    const cells = Int32Array.from({ length: ROWS }, () => stream.int(size));
    return { name: `margin ${i}`, cells, counts: weightedCounts(cells, weights, size) };
  });
}

/** Wanted counts of which some are 0; some cells have no row. */
function wantedAtRandom(stream: RandomStream, sizes: readonly number[]): (RakingMargin & { cells: Int32Array })[] {
  return sizes.map((size, i) => {
    const counts = Float64Array.from({ length: size + 1 }, () => Math.max(0, stream.int(20) - 3));
    return { name: `margin ${i}`, cells: Int32Array.from({ length: ROWS }, () => stream.int(size)), counts };
  });
}

function jointMargin(
  first: { cells: Int32Array; counts: ArrayLike<number> },
  second: { cells: Int32Array; counts: ArrayLike<number> },
  most: number,
  stream: RandomStream,
): RakingMargin {
  const width = second.counts.length;
  const cells = {
    first: Uint8Array.from(first.cells),
    second: Uint8Array.from(second.cells, (cell) => cell % 256),
    width,
    cellOf: Uint16Array.from({ length: first.counts.length * width }, () => stream.int(most)),
  };
  return { name: 'joint', cells, counts: Float64Array.from({ length: most }, () => stream.int(9)) };
}

/** By the definition: each margin counted, then every weight multiplied, in a pass each. */
function oneByOne(margins: readonly RakingMargin[], start: Float64Array): Float64Array {
  const weights = start.slice();
  for (const { cells, counts } of margins) {
    const cellOf = (row: number) =>
      cells instanceof Int32Array ? cells[row] : cells.cellOf[cells.first[row] * cells.width + cells.second[row]];
    const isThere = new Set(weights.keys().map(cellOf));
    const wanted = Array.from(counts, (count, cell) => (isThere.has(cell) ? count : 0));
    const total = wanted.reduce((sum, count) => sum + count, 0);
    const shares = wanted.map((count, cell) =>
      total === 0 ? Number(isThere.has(cell)) / isThere.size : count / total,
    );
    const present = weightedCounts(cells, weights, counts.length);
    if (!present.some((weight, cell) => weight > 0 && shares[cell] > 0)) continue;
    const factors = present.map((weight, cell) => (weight === 0 ? 0 : (shares[cell] * weights.length) / weight));
    weights.forEach((weight, row) => (weights[row] = weight * factors[cellOf(row)]));
  }
  return weights;
}
