import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { numericValues } from '#tabular/columns';
import type { Table } from '#tabular/table';
import { HALF_PAIRS, pairsOfHalves, randomHalves, waysToHalve } from './half-pairs.ts';

/** Rows that are their own number. */
function numbered(rowCount: number): Table {
  const values = Float64Array.from({ length: rowCount }, (_, row) => row);
  return { rowCount, columns: new Map([['row', { kind: 'numeric', values }]]) };
}

const rowsOf = (table: Table) => [...numericValues(table, 'row')];

describe('pairs of halves', () => {
  it('hold every row once, in no set smaller than agreed', () => {
    const sizes = [fc.nat(900), fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 60 }), fc.string()] as const;
    fc.assert(
      fc.property(...sizes, (rowCount, minimum, siteCount, seed) => {
        const pairs = pairsOfHalves(numbered(rowCount), { minimum, siteCount }, seed);
        const sets = pairs.flatMap(({ a, b }) => [rowsOf(a), rowsOf(b)]);
        expect(sets.flat().toSorted((x, y) => x - y)).toEqual(rowsOf(numbered(rowCount)));
        const used = pairs.filter(({ a, b }) => a.rowCount + b.rowCount > 0);
        expect(used.length).toBeLessThanOrEqual(Math.max(1, Math.ceil(HALF_PAIRS / siteCount)));
        if (rowCount < minimum) return;
        expect(sets.every(({ length }) => length === 0 || length >= minimum)).toBe(true);
        if (used.length > 1)
          expect(Math.min(...used.flatMap(({ a, b }) => [a.rowCount, b.rowCount]))).toBeGreaterThan(49);
        for (const { a, b } of used) {
          if (a.rowCount + b.rowCount >= 2 * minimum) expect(Math.abs(a.rowCount - b.rowCount)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('are four at a large site that is alone, one where there are more sites than pairs, of any place', () => {
    const used = (rowCount: number, siteCount: number, seed = 'seed') =>
      pairsOfHalves(numbered(rowCount), { minimum: 5, siteCount }, seed).flatMap(({ a }, pair) =>
        a.rowCount > 0 ? [pair] : [],
      );
    expect(used(400, 1)).toHaveLength(4);
    expect(used(399, 1)).toHaveLength(3);
    expect(used(1000, 3)).toHaveLength(2);
    expect(used(1000, 4)).toHaveLength(1);
    const places = Array.from({ length: 40 }, (_, site) => used(90, 43, `site ${site}`)[0]);
    expect(new Set(places)).toEqual(new Set([0, 1, 2, 3]));
  });

  it('are those of one halving where there is one pair', () => {
    const table = numbered(91);
    const { a, b } = randomHalves(table, 5, 'seed');
    const [pair] = pairsOfHalves(table, { minimum: 5, siteCount: 9 }, 'seed').filter((halves) => halves.a.rowCount > 0);
    expect([rowsOf(pair.a), rowsOf(pair.b)]).toEqual([rowsOf(a), rowsOf(b)]);
  });
});

describe('ways to halve', () => {
  it('differ, and begin with all first halves', () => {
    const ways = waysToHalve([true, true, true, true], 8, 'seed');
    expect(ways).toHaveLength(8);
    expect(ways[0]).toEqual([0, 0, 0, 0]);
    expect(new Set(ways.map((way) => way.join(''))).size).toBe(8);
    expect(ways.every(([first]) => first === 0)).toBe(true);
    expect(waysToHalve([true, true, true, true], 3, 'seed')).toEqual(ways.slice(0, 3));
  });

  it('leave pairs without rows alone', () => {
    expect(waysToHalve([false, false, true, false], 8, 'seed')).toEqual([[0, 0, 0, 0]]);
    expect(waysToHalve([false, false, false, false], 8, 'seed')).toEqual([[0, 0, 0, 0]]);
    expect(waysToHalve([false, true, false, true], 8, 'seed')).toEqual([
      [0, 0, 0, 0],
      [0, 0, 0, 1],
    ]);
  });
});
