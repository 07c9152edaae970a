import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { categoryCodes, numericValues } from '#tabular/columns';
import type { Table } from '#tabular/table';
import { profileOf } from '../../../tabular/testing/profile-of.ts';
import { DICTIONARY, randomCohort, shard } from '../../testing/random-cohort.ts';
import { effectPlan } from '../effects/covariate-layout.ts';
import { sumEffects } from '../effects/effect-sums.ts';
import { gramLayout, type NumericGramField, toUnits } from './gram-layout.ts';
import { gramOf, jointCount, productSum, stateSum } from './gram.ts';
import { addRowSets, fromSum, sumRowSet, toVectors } from './row-set-sums.ts';

const layout = gramLayout(DICTIONARY);
const effects = effectPlan(DICTIONARY, profileOf(DICTIONARY, [randomCohort(200, 'profile')]));
const sumsOf = (table: Table) => sumRowSet(DICTIONARY, effects.grids, table, sumEffects(DICTIONARY, effects, table));

test('is the product of the wide integer matrix with itself', () => {
  const table = randomCohort(50, 'gram');
  const gram = gramOf(layout, table);
  const rows = Array.from({ length: 50 }, (_, row) => wideRow(table, row));
  for (let a = 0; a < layout.stateCount; a++) {
    for (let b = 0; b < layout.stateCount; b++) {
      expect(jointCount(layout, gram, a, b)).toBe(sumOf(rows, ({ states }) => states[a] * states[b]));
    }
    for (const { index } of layout.numerics) {
      expect(stateSum(layout, gram, a, index)).toBe(sumOf(rows, ({ states, units }) => states[a] * units[index]));
    }
  }
  for (const { index: p } of layout.numerics) {
    for (const { index: q } of layout.numerics) {
      expect(productSum(layout, gram, p, q)).toBe(sumOf(rows, ({ units }) => units[p] * units[q]));
    }
  }
});

test('parts add up to the whole, bit for bit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 43 }), fc.string(), (siteCount, seed) => {
      const table = randomCohort(90, seed);
      const parts = shard(table, siteCount, seed).map((part) => sumsOf(part));
      expect(parts.reduce(addRowSets)).toEqual(sumsOf(table));
    }),
    { numRuns: 20 },
  );
});

test('vectors are read back as they were written', () => {
  const sums = sumsOf(randomCohort(30, 'vectors'));
  const vectors = new Map(
    toVectors('set', sums).map(([name, { kind, values }]) => [name, { kind, values, weight: 0 }] as const),
  );
  expect(fromSum(DICTIONARY, 'set', { siteCount: 1, rowCount: 30, vectors })).toEqual(sums);
});

test('sums of squares of 200,000 rows stay exact', () => {
  const largest = Math.max(...layout.numerics.map((entry) => toUnits(entry, entry.field.maximum)));
  expect(200_000 * largest ** 2).toBeLessThan(2 ** 53);
  const fine: NumericGramField = { ...layout.numerics[0], field: { ...layout.numerics[0].field, decimals: 12 } };
  expect(toUnits({ ...fine, unit: (fine.field.maximum - fine.field.minimum) / 2 ** 17 }, 1e9)).toBe(2 ** 17);
});

function wideRow(table: Table, row: number) {
  const states = new Array<number>(layout.stateCount).fill(0);
  const units = new Array<number>(layout.numerics.length).fill(0);
  for (const entry of layout.fields) {
    if (entry.kind === 'categorical') {
      const code = categoryCodes(table, entry.field.name)[row];
      states[entry.start + (code < 0 ? entry.width - 1 : code)] = 1;
    } else {
      const value = numericValues(table, entry.field.name)[row];
      if (Number.isNaN(value)) states[entry.missing] = 1;
      else units[entry.index] = Math.round((value - entry.field.minimum) / entry.unit);
    }
  }
  return { states, units };
}

function sumOf<T>(rows: readonly T[], value: (row: T) => number): number {
  return rows.reduce((sum, row) => sum + value(row), 0);
}
