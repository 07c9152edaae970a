import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { summedProfile, trainInProcess } from '../../../testing/in-process-study.ts';
import { SMALL_TRIAL, smallTrialRows } from '../../../testing/small-trial.ts';
import { systematicCounts } from '../../columns/told-counts.ts';
import { parseTreeSettings } from '../hyperparameters.ts';
import { createSequentialTrees } from '../sequential-trees.ts';
import { toldModel, toldProfile } from './told-model.ts';

const counts = fc.array(fc.nat(60), { minLength: 1, maxLength: 40 });

describe('systematic counts', () => {
  it('are multiples of the minimum, lie where rows are, and have their total, to the nearest multiple', () => {
    fc.assert(
      fc.property(
        counts,
        fc.integer({ min: 2, max: 20 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (rows, minimum, offset) => {
          const told = systematicCounts(rows, minimum, offset);
          const total = rows.reduce((sum, count) => sum + count, 0);
          expect(told.every((count) => count % minimum === 0)).toBe(true);
          expect(told.every((count, i) => count === 0 || rows[i] > 0)).toBe(true);
          expect(told.reduce((sum, count) => sum + count, 0)).toBe(minimum * Math.round(total / minimum));
        },
      ),
    );
  });

  it('have, over all offsets, the shares of the counts', () => {
    const rows = [1, 0, 2, 7, 30];
    const offsets = Array.from({ length: 1000 }, (_, i) => (i + 0.5) / 1000);
    const means = rows.map(
      (_, i) => offsets.reduce((sum, offset) => sum + systematicCounts(rows, 5, offset)[i], 0) / offsets.length,
    );
    means.forEach((mean, i) => expect(mean).toBeCloseTo(rows[i], 1));
  });

  it('of so few rows that they round to none are 0, and all counts stay with a minimum of 1', () => {
    expect([...systematicCounts([1, 1], 5, 0.5)]).toEqual([0, 0]);
    expect([...systematicCounts([], 5, 0.5)]).toEqual([]);
    expect([...systematicCounts([3, 1], 1, 0.5)]).toEqual([3, 1]);
  });
});

describe('what a model tells', () => {
  it('has no count above 0 and below the minimum cell size', async () => {
    const table = smallTrialRows(777, 'told');
    const codes = (table.columns.get('marker') as { codes: Int32Array }).codes.fill(0);
    codes.set([1, 1, 1]);
    const sites = new Map([['a', table]]);
    const profile = summedProfile(SMALL_TRIAL, sites);
    const setup = { profile, settings: parseTreeSettings({ minimumLeafSize: 5 }) };
    const { state } = await trainInProcess(createSequentialTrees({ dictionary: SMALL_TRIAL, setup }), sites, 'study');
    const { columns, trees, roundness } = toldModel(state, 5);
    const told = [...columns.map((column) => column.counts), ...trees.map((tree) => tree.leafCounts), ...roundness];
    for (const numbers of told) expect(numbers.every((count) => count % 5 === 0)).toBe(true);
    // A state that three rows have is told as one of five, and no leaf says where they are.
    expect([...columns[0].counts]).toEqual([775, 5, 0]);
    const marker = trees.find(({ target }) => target === 0)!;
    expect(marker.leafCounts.every((count, i) => i % 2 === 0 || count === 0)).toBe(true);
  });

  it('of a profile leaves a minimum of 1 as it is', () => {
    const profile = summedProfile(SMALL_TRIAL, new Map([['a', smallTrialRows(50, 'x')]]));
    expect(toldProfile(profile, 1)).toEqual(profile);
  });
});
