import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { tables } from '../../testing/arbitraries.ts';
import { profileOf } from '../../testing/profile-of.ts';
import { TRIAL } from '../../testing/trial-dictionary.ts';
import { equalCountGroups, profileMargins } from './margins.ts';

const cohorts = tables(TRIAL, { min: 1, max: 300 });

describe('margins', () => {
  it('have the counts of the rows that they came from', () => {
    fc.assert(
      fc.property(cohorts, (table) => {
        for (const margin of profileMargins(TRIAL, profileOf(TRIAL, [table]))) {
          const counts = new Float64Array(margin.counts.length);
          for (const cell of margin.cellsOf(table)) counts[cell]++;
          expect(counts).toEqual(margin.counts);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('have a cell for every row of any other table', () => {
    fc.assert(
      fc.property(cohorts, cohorts, (real, synthetic) => {
        for (const margin of profileMargins(TRIAL, profileOf(TRIAL, [real]))) {
          const cells = margin.cellsOf(synthetic);
          expect(cells.length).toBe(synthetic.rowCount);
          expect(cells.every((cell) => cell >= 0 && cell < margin.counts.length)).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('are one per state field, number, endpoint and gap', () => {
    const [table] = fc.sample(tables(TRIAL), { numRuns: 1, seed: 1 });
    const margins = profileMargins(TRIAL, profileOf(TRIAL, [table]));
    expect(margins.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'category sex',
      'category grade',
      'category efs_event',
      'category os_event',
      'numeric age',
      'numeric wbc',
      'numeric crp',
      'numeric score',
      'endpoint OS',
      'endpoint EFS',
      'gap efs_gap',
    ]);
  });
});

describe('groups of equal count', () => {
  it('of equal bins are equal', () => {
    expect(equalCountGroups(new Array<number>(8).fill(3), 4)).toEqual(Int32Array.of(0, 0, 1, 1, 2, 2, 3, 3));
  });

  it('leave a bin whole that holds more than its share', () => {
    expect(equalCountGroups([90, 0, 5, 5], 4)).toEqual(Int32Array.of(0, 1, 1, 1));
  });

  it('keep the bins apart that lie before and after every count', () => {
    expect(equalCountGroups([0, 0, 4, 0, 4, 0], 2)).toEqual(Int32Array.of(0, 0, 1, 2, 2, 3));
  });

  it('ascend without gaps, empty only before and after every count', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 1 }), fc.integer({ min: 1, max: 30 }), (counts, groups) => {
        const groupOf = equalCountGroups(counts, groups);
        const used = [...new Set(groupOf)];
        expect(used).toEqual(used.map((_, i) => i));
        const filled = new Set(counts.flatMap((count, bin) => (count > 0 ? [groupOf[bin]] : [])));
        expect(filled.size).toBeLessThanOrEqual(groups);
        const first = counts.findIndex((count) => count > 0);
        const last = counts.findLastIndex((count) => count > 0);
        const inside = new Set(groupOf.subarray(Math.max(first, 0), last + 1));
        expect([...inside]).toEqual([...filled]);
      }),
    );
  });
});
