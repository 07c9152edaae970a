import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { tables } from '../../testing/arbitraries.ts';
import { profileOf } from '../../testing/profile-of.ts';
import { TRIAL } from '../../testing/trial-dictionary.ts';
import { readTable } from '../csv/read-table.ts';
import { selectRows } from '../select-rows.ts';
import { isSmall } from './small-cells.ts';
import { contributeProfile, profileLayout } from './profile.ts';

const HEADER = 'age,sex,grade,wbc,crp,score,efs,efs_event,os,os_event';
const read = (...rows: string[]) => readTable(Buffer.from([HEADER, ...rows].join('\n')), TRIAL);
const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);

describe('a profile', () => {
  it('is the same from sites as from their rows together', () => {
    fc.assert(
      fc.property(tables(TRIAL), fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), (table, seeds) => {
        const rows = Array.from({ length: table.rowCount }, (_, row) => row);
        const shares = Map.groupBy(rows, (row) => seeds[row % seeds.length] % 3);
        const sites = [...shares.values()].map((share) => selectRows(table, share));
        expect(profileOf(TRIAL, sites)).toEqual({ ...profileOf(TRIAL, [table]), siteCount: sites.length });
      }),
      { numRuns: 50 },
    );
  });

  it('counts every row once in each of its tables', () => {
    fc.assert(
      fc.property(tables(TRIAL), (table) => {
        const profile = profileOf(TRIAL, [table]);
        const totals = [
          ...Object.values(profile.categories).map(total),
          ...Object.values(profile.histograms).map(({ missing, modal, bins }) => missing + total(modal) + total(bins)),
          ...Object.values(profile.endpoints).map(
            ({ missing, censored, event }) => missing + total(censored) + total(event),
          ),
          ...Object.values(profile.gaps).map(total),
        ];
        expect(new Set(totals)).toEqual(new Set([table.rowCount]));
      }),
      { numRuns: 50 },
    );
  });

  it('survives JSON', async () => {
    const profile = profileOf(TRIAL, [await read('61,female,2,4.5,0,-0.25,3.5,1,10,1')]);
    expect(JSON.parse(JSON.stringify(profile))).toEqual(profile);
  });

  it('has states, missing, modal values, endpoints and gaps counted', async () => {
    const profile = profileOf(TRIAL, [
      await read('61,female,2,4.5,0,-0.25,3.5,1,10,1', '61,male,,4.5,7,,10,0,10,0', ',male,2,9,,,,,10,0'),
    ]);
    expect(profile.rowCount).toBe(3);
    expect(profile.categories).toMatchObject({ sex: [1, 2, 0], grade: [0, 2, 0, 1], os_event: [2, 1, 0] });
    expect(profile.histograms.age).toMatchObject({ missing: 1, modal: [] });
    expect(profile.histograms.age.bins[61 - 16]).toBe(2);
    expect(profile.histograms.crp).toMatchObject({ missing: 1, modal: [1] });
    expect(profile.histograms.efs_gap).toMatchObject({ missing: 1, modal: [1] });
    expect(total(profile.endpoints.OS.event)).toBe(1);
    expect(total(profile.endpoints.OS.censored)).toBe(2);
    expect(profile.endpoints.EFS.missing).toBe(1);
    // gap 0 or not, EFS event or not, OS event or not; last: anything missing.
    expect(profile.gaps.efs_gap).toEqual([1, 0, 0, 0, 0, 0, 0, 1, 1]);
  });

  it('has contributions as agreed', async () => {
    const { vectors } = contributeProfile(TRIAL, await read('61,female,2,4.5,0,-0.25,3.5,1,10,1'));
    const lengths = [...vectors].map(([name, vector]) => [name, { kind: vector.kind, length: vector.values.length }]);
    expect(lengths).toEqual([...profileLayout(TRIAL)]);
  });

  it('may come from a site without rows', async () => {
    const table = await read('61,female,2,4.5,0,-0.25,3.5,1,10,1');
    expect(contributeProfile(TRIAL, selectRows(table, [])).rowCount).toBe(0);
  });
});

describe('a small cell', () => {
  it.each([
    [0, false],
    [1, true],
    [4, true],
    [5, false],
  ])('of count %d: %s', (count, small) => {
    expect(isSmall(count, 5)).toBe(small);
  });
});
