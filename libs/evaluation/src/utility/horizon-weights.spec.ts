import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { kaplanMeier, survivalAt } from '#statistics/kaplan-meier';
import type { DataDictionary } from '#tabular/dictionary';
import { gridOf } from '#tabular/profile/grid';
import type { Table } from '#tabular/table';
import { categorical, dictionaryOf, numeric } from '../../../tabular/testing/trial-dictionary.ts';
import { horizonWeights } from './horizon-weights.ts';
import { inWholeUnits } from './measure-units.ts';
import { ownHorizonWeights, weighRows } from './target-rows.ts';

/** Times 0 to 200, a bin for each. */
const DICTIONARY: DataDictionary = dictionaryOf(
  [
    numeric('months', { minimum: 0, maximum: 200, decimals: 0, integer: true, outcome: true }),
    categorical('dead', ['0', '1'], { outcome: true }),
  ],
  { endpoints: [{ name: 'OS', time: 'months', event: 'dead', eventState: '1' }] },
);
const HORIZON = 60;
const TARGET = { name: 'five years', kind: 'horizon', endpoint: 'OS', horizon: HORIZON } as const;
const GRID = gridOf(numeric('months', { minimum: 0, maximum: 4, decimals: 0 }));

describe('by hand', () => {
  test('an event weighs 1 / G before its bin, in which censorings come last', () => {
    // At risk: 10, 7, 5. Censored after the events of their bin: 2 of 9, 1 of 6, then none.
    const weights = horizonWeights(GRID, { event: [1, 1, 5, 0, 0], censored: [2, 1, 0, 0, 0] }, 3);
    expect(weights?.events.slice(0, 3)).toEqual([1, expect.closeTo(9 / 7, 6), expect.closeTo((9 / 7) * (6 / 5), 6)]);
    expect(weights?.survivors).toBeCloseTo((9 / 7) * (6 / 5), 6);
  });

  test('nobody censored: all weigh 1', () => {
    expect(horizonWeights(GRID, { event: [3, 0, 2, 0, 1], censored: [0, 0, 0, 0, 0] }, 2)).toEqual({
      events: [1, 1, 1, 1, 1],
      survivors: 1,
    });
  });

  test('nobody followed to the horizon: not defined; nobody at all: 1', () => {
    expect(horizonWeights(GRID, { event: [1, 0, 0, 0, 0], censored: [0, 3, 0, 0, 0] }, 3)).toBeUndefined();
    expect(horizonWeights(GRID, { event: [0, 0, 0, 0, 0], censored: [0, 0, 0, 0, 0] }, 3)?.survivors).toBe(1);
  });

  test('censorings in the bin of the horizon count where its middle is before it', () => {
    const counts = { event: [0, 0, 0, 0, 0], censored: [0, 0, 2, 0, 2] };
    expect(horizonWeights(GRID, counts, 2)?.survivors).toBe(1);
    expect(horizonWeights(GRID, counts, 2.5)?.survivors).toBe(2);
  });
});

test('the weights of the rows that made them give the Kaplan–Meier estimate', () => {
  fc.assert(
    fc.property(patients(), (rows) => {
      const table = tableOf(rows);
      const weights = ownHorizonWeights(DICTIONARY, TARGET, table);
      fc.pre(weights !== undefined);
      const weighed = weighRows(DICTIONARY, TARGET, table, weights);
      const events = weighed.weights.reduce((sum, weight, i) => sum + weight * weighed.labels[i], 0);
      const curve = kaplanMeier(
        rows.map(([time]) => time),
        rows.map(([, event]) => event),
      );
      expect(events / rows.length).toBeCloseTo(1 - survivalAt(curve, HORIZON - 1), 4);
      weighed.weights.forEach((weight) => expect(inWholeUnits(weight)).toBe(weight));
    }),
  );
});

function patients(): fc.Arbitrary<[number, boolean][]> {
  return fc.array(fc.tuple(fc.integer({ min: 0, max: 120 }), fc.boolean()), { minLength: 1, maxLength: 60 });
}

function tableOf(rows: readonly [number, boolean][]): Table {
  return {
    rowCount: rows.length,
    columns: new Map([
      ['months', { kind: 'numeric', values: Float64Array.from(rows, ([time]) => time) }],
      ['dead', { kind: 'categorical', codes: Int32Array.from(rows, ([, event]) => (event ? 1 : 0)) }],
    ]),
  };
}
