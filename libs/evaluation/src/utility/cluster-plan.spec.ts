import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Table } from '#tabular/table';
import { categorical, dictionaryOf, numeric } from '../../../tabular/testing/trial-dictionary.ts';
import { DICTIONARY, randomCohort, shard } from '../../testing/random-cohort.ts';
import { clusterPlan, countClusters } from './cluster-plan.ts';
import { allAtOnce } from '../steps.ts';

const FIELDS = dictionaryOf([
  categorical('flag', ['no', 'yes']),
  categorical('grade', ['1', '2', '3']),
  numeric('age', {}),
  numeric('doses', { decimals: 0 }),
  categorical('trial', ['x', 'y']),
]);

function table(flag: number[], grade: number[], age: number[], doses: number[]): Table {
  return {
    rowCount: flag.length,
    columns: new Map<string, Table['columns'] extends ReadonlyMap<string, infer C> ? C : never>([
      ['flag', { kind: 'categorical', codes: Int32Array.from(flag) }],
      ['grade', { kind: 'categorical', codes: Int32Array.from(grade) }],
      ['age', { kind: 'numeric', values: Float64Array.from(age) }],
      ['doses', { kind: 'numeric', values: Float64Array.from(doses) }],
      ['trial', { kind: 'categorical', codes: new Int32Array(flag.length) }],
    ]),
  };
}

test('columns: two values raw, more as 0/1 columns, many numbers scaled, one value not at all', () => {
  const cohort = table([0, 1, 1, 1], [0, -1, 2, 2], [1, 2, 3, 6], [4, 8, 4, Number.NaN]);
  expect(allAtOnce(clusterPlan(FIELDS, cohort, 'seed')).columns).toEqual([
    { field: 'flag', kind: 'two-valued', values: [0, 1], mean: 0.75 },
    { field: 'grade', kind: 'one-hot', values: [-1, 0, 2] },
    { field: 'age', kind: 'scaled', mean: 3, standardDeviation: Math.sqrt((4 + 1 + 0 + 9) / 4) },
    { field: 'doses', kind: 'two-valued', values: [4, 8], mean: 1 / 3 },
  ]);
});

test('each row is counted once, in the cluster of its like', () => {
  const cohort = table([0, 0, 1, 1], [0, 0, 2, 2], [1, 2, 30, 31], [4, 4, 8, 8]);
  const plan = allAtOnce(clusterPlan(FIELDS, cohort, 'seed'));
  expect(plan.centres).toHaveLength(4);
  const twice = table([0, 0, 0, 1], [0, 0, 0, 2], [1, 1, 2, 30], [4, 4, 4, 8]);
  expect([...countClusters(plan, twice)].toSorted()).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 1, 2]);
});

describe('rows that the cohort of the clusters has no like of', () => {
  const plan = allAtOnce(clusterPlan(FIELDS, table([0, 1, 1, 1], [0, 0, 2, 2], [1, 2, 3, 6], [4, 8, 4, 4]), 'seed'));

  test('are counted all the same', () => {
    const strange = table([-1, 0], [1, -1], [Number.NaN, 99], [5, Number.NaN]);
    expect(countClusters(plan, strange).reduce((sum, count) => sum + count, 0)).toBe(2);
  });

  test('a missing number counts as the mean', () => {
    const at = (age: number) => countClusters(plan, table([1], [2], [age], [4]));
    expect(at(Number.NaN)).toEqual(at(3));
  });
});

test('counts of shards add up, for 1 to 43 sites', () => {
  const plan = allAtOnce(clusterPlan(DICTIONARY, randomCohort(100, 'centres'), 'seed'));
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  const rows = randomCohort(150, 'rows');
  const pooled = countClusters(plan, rows);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 43 }), fc.string(), (siteCount, seed) => {
      const counts = shard(rows, siteCount, seed).map((part) => countClusters(plan, part));
      expect(counts.reduce((a, b) => a.map((value, i) => value + b[i]))).toEqual(pooled);
    }),
    { numRuns: 20 },
  );
});

test('a cohort without rows has no clusters', () => {
  const plan = allAtOnce(clusterPlan(DICTIONARY, randomCohort(0, 'none'), 'seed'));
  expect(plan.centres).toEqual([]);
  expect(countClusters(plan, randomCohort(3, 'rows'))).toEqual(new Float64Array(10));
});
