import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { partitionRows } from './partition-rows.ts';

describe('partitionRows', () => {
  it('gives every row to exactly one site and every site at least one row', () => {
    const partitions = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 400 }));
    fc.assert(
      fc.property(partitions, fc.constantFrom('equal' as const, 'skewed' as const), ([sites, spare], sizes) => {
        const rowCount = sites + spare;
        const parts = partitionRows(rowCount, sites, sizes, 'seed');
        expect(parts).toHaveLength(sites);
        expect(parts.every((rows) => rows.length >= 1)).toBe(true);
        expect(parts.flatMap((rows) => [...rows]).toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: rowCount }, (_, row) => row),
        );
      }),
    );
  });

  it('makes the first site the largest when skewed', () => {
    const sizes = partitionRows(1459, 43, 'skewed', 'seed').map((rows) => rows.length);
    expect(sizes[0]).toBeGreaterThan(5 * sizes[42]);
    expect(Math.max(...sizes)).toBe(sizes[0]);
  });
});
