import { expect, test } from '@jest/globals';
import type { PredictionTarget } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import { DICTIONARY } from '../../testing/random-cohort.ts';
import { labelRows, predictorFields } from './prediction-task.ts';

const [response, twoYears] = DICTIONARY.targets;

test('a missing state has no label', () => {
  expect(labels(response, { response: [1, -1, 0] })).toEqual([
    [0, 1],
    [2, 0],
  ]);
});

test('at a horizon, patients censored before it have no label, and later events are none', () => {
  const times = [23.9, 24, 30, 5, 23.9, Number.NaN];
  expect(labels(twoYears, { dead: [1, 1, 0, 0, -1, 1], months: times })).toEqual([
    [0, 1],
    [1, 0],
    [2, 0],
  ]);
});

test('outcomes predict nothing', () => {
  expect(predictorFields(DICTIONARY, response).map((field) => field.name)).toEqual([
    'sex',
    'grade',
    'marker',
    'age',
    'count',
    'level',
  ]);
});

function labels(
  target: PredictionTarget,
  cells: { response?: number[]; dead?: number[]; months?: number[] },
): number[][] {
  const rowCount = (cells.response ?? cells.dead ?? []).length;
  const columns: Table['columns'] = new Map([
    ['response', { kind: 'categorical', codes: Int32Array.from(cells.response ?? []) }],
    ['dead', { kind: 'categorical', codes: Int32Array.from(cells.dead ?? []) }],
    ['months', { kind: 'numeric', values: Float64Array.from(cells.months ?? []) }],
  ]);
  const labelled = labelRows(DICTIONARY, target, { rowCount, columns });
  return Array.from(labelled.rows, (row, i) => [row, labelled.labels[i]]);
}
