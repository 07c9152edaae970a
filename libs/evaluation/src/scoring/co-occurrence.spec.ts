import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { categoryCodes } from '#tabular/columns';
import type { DataDictionary } from '#tabular/dictionary';
import type { Column, Table } from '#tabular/table';
import { DICTIONARY, randomCohort } from '../../testing/random-cohort.ts';
import type { CoOccurrence } from '../assessment.ts';
import { exactGrids } from '../summaries/evaluation-grids.ts';
import { coOccurrence } from './co-occurrence.ts';
import { describeTable } from './described-set.ts';
import { noSuppression, Suppression } from './suppression.ts';

const MARKERS = ['sex', 'marker', 'response', 'dead'];
const MINIMUM = 5;

function countsOf(training: Table, synthetic: Table, real: Suppression, dictionary = DICTIONARY) {
  const tables = { training, heldOut: training, synthetic };
  const grids = exactGrids(dictionary, Object.values(tables));
  const describe = (table: Table) => describeTable(dictionary, grids, table);
  const sets = { training: describe(training), heldOut: describe(training), synthetic: describe(synthetic) };
  return coOccurrence(sets, { training: real, heldOut: real, synthetic: noSuppression() });
}

function released(training: Table, real = new Suppression(MINIMUM)): CoOccurrence {
  const found = countsOf(training, training, real);
  if (!found) throw new Error('no columns of two states');
  return found;
}

/** Rows of markers A and B with the cells of a fourfold table: both, A only, B only, neither. */
function fourfold(cells: readonly number[]): Table {
  const states = cells.flatMap((count, cell) => new Array<number>(count).fill(cell));
  const codes = (of: (cell: number) => boolean): Column => ({
    kind: 'categorical',
    codes: Int32Array.from(states, (cell) => Number(of(cell))),
  });
  const columns = new Map([
    ['a', codes((cell) => cell < 2)],
    ['b', codes((cell) => cell % 2 === 0)],
  ]);
  return { rowCount: states.length, columns };
}

const TWO: DataDictionary = {
  ...DICTIONARY,
  fields: DICTIONARY.fields
    .filter(({ name }) => name === 'marker' || name === 'sex')
    .map((field, i) => ({ ...field, name: 'ab'[i] })),
  endpoints: [],
  targets: [],
  constraints: [],
};

describe('coOccurrence', () => {
  test('counts the rows that have both second states, missing ones in none', () => {
    const table = randomCohort(300, 'counts');
    const { fields, states, synthetic } = released(table);
    expect(fields).toEqual(MARKERS);
    expect(states).toEqual(['m', '1', '1', '1']);
    const has = fields.map((field) => categoryCodes(table, field).map((code) => (code === 1 ? 1 : 0)));
    has.forEach((a, row) =>
      has.forEach((b, column) =>
        expect(synthetic[row][column]).toBe(a.reduce((sum, value, i) => sum + value * b[i], 0)),
      ),
    );
  });

  test('is symmetric, and lets no small cell of a fourfold table be worked out from what is released', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 120 }), fc.string(), (rows, seed) => {
        const real = new Suppression(MINIMUM);
        const { training } = released(randomCohort(rows, seed), real);
        const isSmall = (count: number) => count > 0 && count < MINIMUM;
        training.forEach((cells, a) =>
          cells.forEach((both, b) => {
            expect(both).toBe(training[b][a]);
            const [first, second] = [training[a][a], training[b][b]];
            if (both === null) return;
            expect(first !== null && second !== null).toBe(true);
            const others = a === b ? [] : [Number(first) - both, Number(second) - both];
            expect([both, ...others, a === b ? 0 : rows - Number(first) - Number(second) + both].some(isSmall)).toBe(
              false,
            );
          }),
        );
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['nothing small', [20, 30, 40, 50], 20, 0],
    ['an empty cell is no patient', [0, 30, 40, 50], 0, 0],
    ['few with both', [4, 30, 40, 50], null, 1],
    ['few with the first only', [20, 4, 40, 50], null, 1],
    ['few with the second only', [20, 30, 1, 50], null, 1],
    ['few with neither', [20, 30, 40, 2], null, 1],
    ['the first is rare itself', [3, 0, 40, 50], null, 0],
    ['nobody', [0, 0, 0, 0], 0, 0],
  ])('%s', (_, cells, both, suppressed) => {
    const table = fourfold(cells);
    const real = new Suppression(MINIMUM);
    const found = countsOf(table, fourfold([9, 9, 9, 9]), real, TWO);
    expect(found?.training[0][1]).toBe(both);
    expect(found?.synthetic[0][1]).toBe(9);
    // Once for the training rows and once for the held-out ones, which are the same here.
    expect(real.cells).toBe(2 * suppressed);
  });

  test('is not there for fewer than two columns of two states', () => {
    const one = { ...TWO, fields: TWO.fields.slice(0, 1) };
    expect(countsOf(fourfold([9, 9, 9, 9]), fourfold([9, 9, 9, 9]), new Suppression(5), one)).toBeUndefined();
  });
});
