import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { selectRows } from '#tabular/select-rows';
import type { Table } from '#tabular/table';
import { DICTIONARY, randomCohort } from '../../testing/random-cohort.ts';
import { evaluatePooled } from './evaluate-pooled.ts';
import { shuffleColumns } from '../metrics/shuffle-columns.ts';

test('a copy in another order scores 1 on everything', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 80 }), fc.string(), (rowCount, seed) => {
      const real = randomCohort(rowCount, seed);
      const copy = selectRows(
        real,
        Array.from({ length: rowCount }, (_, row) => rowCount - 1 - row),
      );
      const { bsm, rsc, ltc, survival } = evaluatePooled(DICTIONARY, real, copy);
      expect(bsm).toBeCloseTo(1, 9);
      expect(rsc).toBe(1);
      if (!Number.isNaN(ltc)) expect(ltc).toBeCloseTo(1, 9);
      if (!Number.isNaN(survival.OS.kmDivergence)) expect(survival.OS.kmDivergence).toBe(1);
    }),
    { numRuns: 30 },
  );
});

test('columns shuffled apart keep margins and lose associations', () => {
  const real = randomCohort(600, 'real');
  const { bsm, rsc, ltc, associationRetention } = evaluatePooled(DICTIONARY, real, shuffleColumns(real, 'seed'));
  expect(bsm).toBeCloseTo(1, 9);
  expect(rsc).toBe(1);
  expect(ltc).toBeLessThan(0.5);
  expect(associationRetention).toBeLessThan(0.3);
});

describe('degenerate columns', () => {
  const real = randomCohort(40, 'degenerate');

  test('constant and all-missing ones neither break nor count as associations', () => {
    const columns = new Map(real.columns)
      .set('sex', { kind: 'categorical', codes: new Int32Array(40) })
      .set('age', { kind: 'numeric', values: new Float64Array(40).fill(50) })
      .set('level', { kind: 'numeric', values: new Float64Array(40).fill(Number.NaN) });
    const table: Table = { rowCount: 40, columns };
    const scores = evaluatePooled(DICTIONARY, table, table);
    expect([scores.bsm, scores.rsc, scores.ltc, scores.associationRetention]).toEqual([
      expect.closeTo(1, 9),
      1,
      expect.closeTo(1, 9),
      expect.closeTo(1, 9),
    ]);
  });

  test('no patient with a known time and event leaves survival undefined', () => {
    const columns = new Map(real.columns).set('dead', { kind: 'categorical', codes: new Int32Array(40).fill(-1) });
    const { survival } = evaluatePooled(DICTIONARY, real, { rowCount: 40, columns });
    expect(survival.OS.kmDivergence).toBeNaN();
  });
});
