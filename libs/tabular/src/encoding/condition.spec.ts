import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RandomStream } from '#random/random-stream';
import { tables } from '../../testing/arbitraries.ts';
import { profileOf } from '../../testing/profile-of.ts';
import { categorical, dictionaryOf, TRIAL } from '../../testing/trial-dictionary.ts';
import { toModelTable } from '../model-table.ts';
import type { Table } from '../table.ts';
import {
  askedCounts,
  type ConditionBatch,
  conditionSpans,
  ConditionSampler,
  createConditionBatch,
  fillGenerationConditions,
} from './condition.ts';
import { fitEncoder, type TableEncoder } from './table-encoder.ts';

const SIZE = 64;

function batchOf(encoder: TableEncoder, encoded: Float32Array, rowCount: number, seed: string): ConditionBatch {
  const batch = createConditionBatch(encoder.layout, SIZE);
  const sampler = new ConditionSampler(encoder.layout, encoder.conditionCounts, encoded, rowCount);
  sampler.fill(batch, new RandomStream('an earlier batch'));
  sampler.fill(batch, new RandomStream(seed));
  return batch;
}

/** Index of the 1 in each row of a one-hot matrix. */
/** Columns that have a 1 in some row, ascending. */
function placesIn(matrix: Float32Array, width: number): number[] {
  return [...new Set(Array.from(matrix).flatMap((cell, i) => (cell === 1 ? [i % width] : [])))].sort((a, b) => a - b);
}

function hot(matrix: Float32Array, width: number): number[] {
  return Array.from({ length: matrix.length / width }, (_, row) => {
    const cells = matrix.subarray(row * width, (row + 1) * width);
    expect(cells.reduce((sum, cell) => sum + cell, 0)).toBe(1);
    return cells.indexOf(1);
  });
}

describe('a batch of conditions', () => {
  const [table] = fc.sample(tables(TRIAL, { min: 40, max: 60 }), { numRuns: 1, seed: 5 });
  const encoder = fitEncoder(TRIAL, profileOf(TRIAL, [table]));
  const { layout } = encoder;
  const encoded = encoder.encode(toModelTable(TRIAL, table), new RandomStream('rows'));
  const spans = conditionSpans(layout);
  let batch: ConditionBatch;

  beforeAll(() => {
    batch = batchOf(encoder, encoded, table.rowCount, 'batch');
  });

  it('has one slot of one span a row', () => {
    const indices = hot(batch.condition, layout.conditionWidth);
    expect(indices).toEqual(Array.from(batch.spans, (span, i) => spans[span].conditionStart + batch.slots[i]));
  });

  it('has the same conditions for real rows, in another order', () => {
    const fake = hot(batch.condition, layout.conditionWidth);
    const real = hot(batch.realCondition, layout.conditionWidth);
    expect(real.toSorted()).toEqual(fake.toSorted());
    expect(real).not.toEqual(fake);
  });

  it('has real rows that meet their condition', () => {
    const real = hot(batch.realCondition, layout.conditionWidth);
    real.forEach((index, i) => {
      const span = spans.findLast(({ conditionStart }) => conditionStart <= index) ?? spans[0];
      const column = span.start + index - span.conditionStart;
      expect(batch.real[i * layout.width + column]).toBe(1);
      const row = encoded.subarray(batch.realRows[i] * layout.width, (batch.realRows[i] + 1) * layout.width);
      expect(batch.real.subarray(i * layout.width, (i + 1) * layout.width)).toEqual(row);
    });
  });

  it('depends on the stream alone', () => {
    expect(batchOf(encoder, encoded, table.rowCount, 'batch')).toEqual(batch);
    expect(batchOf(encoder, encoded, table.rowCount, 'other')).not.toEqual(batch);
  });
});

describe('the frequency of conditions', () => {
  const dictionary = dictionaryOf([
    categorical('x', ['rare', 'common', 'elsewhere', 'nowhere'], { required: true }),
    categorical('y', ['a', 'b'], { required: true }),
  ]);
  const site = (x: number[]): Table => ({
    rowCount: x.length,
    columns: new Map([
      ['x', { kind: 'categorical', codes: Int32Array.from(x) }],
      ['y', { kind: 'categorical', codes: Int32Array.from(x, () => 0) }],
    ]),
  });
  const here = site([0, 0, ...new Array<number>(38).fill(1)]);
  const encoder = fitEncoder(dictionary, profileOf(dictionary, [here, site(new Array<number>(60).fill(2))]));
  const draws = 200;

  it('is that of ln(global count + 1) among the states of the site', () => {
    const sampler = new ConditionSampler(encoder.layout, encoder.conditionCounts, encoder.encode(here), here.rowCount);
    const batch = createConditionBatch(encoder.layout, SIZE);
    const stream = new RandomStream('frequency');
    const counts = new Float64Array(encoder.layout.conditionWidth);
    for (let i = 0; i < draws; i++) {
      sampler.fill(batch, stream);
      for (const index of hot(batch.condition, encoder.layout.conditionWidth)) counts[index]++;
    }
    const total = draws * SIZE;
    const rare = Math.log(3) / (Math.log(3) + Math.log(39));
    expect(counts[0] / total).toBeCloseTo(rare / 2, 2);
    expect(counts[1] / total).toBeCloseTo((1 - rare) / 2, 2);
    expect(counts[2]).toBe(0);
    expect(counts[3]).toBe(0);
    expect(counts[4] / total).toBeCloseTo(0.5, 2);
  });

  it('is that of the global counts in generation', () => {
    const conditions = new Float32Array(draws * SIZE * encoder.layout.conditionWidth).fill(7);
    fillGenerationConditions(encoder.layout, encoder.conditionCounts, conditions, new RandomStream('generation'));
    const counts = new Float64Array(encoder.layout.conditionWidth);
    for (const index of hot(conditions, encoder.layout.conditionWidth)) counts[index]++;
    const shares = counts.map((count) => count / (draws * SIZE));
    expect(shares[0]).toBeCloseTo(0.01, 2);
    expect(shares[1]).toBeCloseTo(0.19, 2);
    expect(shares[2]).toBeCloseTo(0.3, 2);
    expect(shares[3]).toBe(0);
    expect(shares[4]).toBeCloseTo(0.5, 2);
  });

  it('needs a row', () => {
    expect(() => new ConditionSampler(encoder.layout, encoder.conditionCounts, new Float32Array(), 0)).toThrow(
      'one row',
    );
  });

  it('is 0 for states of fewer rows than the minimum, and for a column that has only such', () => {
    const few = site([0, 0, 3, 1, 1, 1, 1]);
    const fitted = fitEncoder(dictionary, profileOf(dictionary, [few]));
    const { layout } = fitted;
    const drawnWith = (minimum: number) => {
      const asked = askedCounts(fitted.conditionCounts, minimum);
      const batch = createConditionBatch(layout, SIZE);
      new ConditionSampler(layout, asked, fitted.encode(few), few.rowCount).fill(batch, new RandomStream('few'));
      const generated = new Float32Array(SIZE * layout.conditionWidth);
      fillGenerationConditions(layout, asked, generated, new RandomStream('few'));
      return [batch.condition, batch.realCondition, generated].map((matrix) => placesIn(matrix, layout.conditionWidth));
    };
    expect(drawnWith(3)).toEqual([
      [1, 4],
      [1, 4],
      [1, 4],
    ]);
    expect(drawnWith(5)).toEqual([[4], [4], [4]]);
    expect(drawnWith(100)).toEqual([[], [], []]);
  });

  it('is none at a site that has no common state, whose rows are drawn all the same', () => {
    const { columns } = site([0, 3]);
    const y = { kind: 'categorical', codes: Int32Array.of(1, 1) } as const;
    const rareOnly: Table = { rowCount: 2, columns: new Map([...columns, ['y', y]]) };
    const batch = createConditionBatch(encoder.layout, SIZE);
    const counts = askedCounts(encoder.conditionCounts, 5);
    new ConditionSampler(encoder.layout, counts, encoder.encode(rareOnly), 2).fill(batch, new RandomStream('rare'));
    expect([...batch.condition, ...batch.realCondition].every((value) => value === 0)).toBe(true);
    expect(new Set(batch.spans)).toEqual(new Set([-1]));
    expect(new Set(batch.realRows)).toEqual(new Set([0, 1]));
    expect(batch.real.subarray(0, encoder.layout.width).reduce((sum, value) => sum + value, 0)).toBe(2);
  });
});
