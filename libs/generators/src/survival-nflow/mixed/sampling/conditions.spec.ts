import { beforeAll, describe, expect, it } from '@jest/globals';
import { RandomStream } from '#random/random-stream';
import { constraintsKept } from '#tabular/constraint-check';
import type { Field } from '#tabular/dictionary';
import { gridOf } from '#tabular/profile/grid';
import type { Table } from '#tabular/table';
import { TRIAL } from '../../../../../tabular/testing/trial-dictionary.ts';
import { binsStart, greaterOf } from '../../../columns/fine-cells.ts';
import type { Given } from '../../../conditions/given.ts';
import { rowsMeeting } from '../../../conditions/rows-meeting.ts';
import { sampleGiven } from '../../../conditions/sample-given.ts';
import { type FlowSettingsInput, parseFlowSettings } from '../../hyperparameters.ts';
import { MixedModel } from '../mixed-model.ts';
import { DIRECT } from '../mixed-network.ts';
import { MixedSampler } from './mixed-sampler.ts';

const ROWS = 4_000;

/** Rows of every fine cell: a hill of values, some missing, some modal, some the same as the greater. */
function countsOf(field: Field): Float64Array {
  if (field.kind === 'categorical') return Float64Array.from([...field.states, 'missing'], (_, i) => 60 - 15 * i);
  const bins = gridOf(field).uppers.length;
  const hill = Array.from({ length: bins }, (_, bin) => Math.round(20 * Math.exp(-8 * (bin / bins - 0.5) ** 2)));
  const before = binsStart(field, greaterOf(TRIAL, field.name));
  return Float64Array.from([...Array.from({ length: before }, (_, cell) => 150 + 50 * cell), ...hill]);
}

/** A flow whose columns hang on one another by chance, with matched margins. */
function samplerOf(settings: FlowSettingsInput): MixedSampler {
  const model = new MixedModel(TRIAL, parseFlowSettings({ hidden: 6, bins: 4, ...settings }));
  const counts = TRIAL.fields.map(countsOf);
  const stream = new RandomStream('weights');
  const parameters = model.initialize(counts, stream);
  const direct = model.parameters.view(parameters, DIRECT);
  stream.fillNormal(direct).forEach((weight, i) => (direct[i] = 0.4 * weight));
  for (const { name } of model.parameters.parameters.filter(({ name }) => /^time.*output\.weight$/.test(name))) {
    stream.fillNormal(model.parameters.view(parameters, name));
  }
  const none = counts.map(() => new Float64Array(0));
  const roundness = TRIAL.fields.map((field) =>
    Float64Array.from(field.kind === 'numeric' ? [50, 20, 30, 10, 60] : []),
  );
  const sampler = new MixedSampler(model, { parameters, counts, outcomes: none, roundness });
  sampler.matchMargins(4096, 'margins');
  return sampler;
}

const range = (least: number, greatest: number) => ({ least, greatest });

const CONDITIONS: readonly Given[] = [
  { age: range(50, 62) },
  { wbc: range(3.7, 11) },
  { crp: range(0, 0) },
  { crp: range(-Infinity, 40), score: null },
  { score: range(0.5, Infinity), os_event: '1' },
  { grade: '3' },
  { grade: null, efs_event: '0' },
  { os: range(40, 90) },
  { efs: range(8, 60) },
  { os: range(-Infinity, 100), efs: range(20, Infinity) },
  { efs: null },
];

/** Weights of rows that keep the constraints: others are drawn again, whatever they weigh. */
function kept(table: Table, weights: ArrayLike<number>): Float64Array {
  return constraintsKept(TRIAL, table).reduce((all, keeps, row) => {
    all[row] = keeps * weights[row];
    return all;
  }, new Float64Array(table.rowCount));
}

function total(weights: Float64Array): number {
  return weights.reduce((sum, weight) => sum + weight, 0);
}

/** A column's cells as numbers between which means can be told apart: codes, and values of those that have one. */
function cellsOf(table: Table, name: string): ArrayLike<number> {
  const column = table.columns.get(name)!;
  return column.kind === 'categorical'
    ? column.codes
    : column.values.map((value) => (Number.isNaN(value) ? -10 : value));
}

/** Mean and its standard error. */
function meanOf(cells: ArrayLike<number>, weights: Float64Array): { mean: number; error: number } {
  const all = total(weights);
  const mean = weights.reduce((sum, weight, row) => sum + weight * cells[row], 0) / all;
  const squares = weights.reduce((sum, weight, row) => sum + (weight * (cells[row] - mean)) ** 2, 0);
  return { mean, error: Math.sqrt(squares) / all };
}

describe.each(['flow', 'hazard-head'] as const)('rows under conditions (survival: %s)', (survival) => {
  let sampler: MixedSampler;
  let all: Table;

  beforeAll(() => {
    sampler = samplerOf({ survival, hazardIntervals: 7 });
    all = sampler.sample(ROWS, 'all');
  });

  it.each(CONDITIONS)('weigh what they occur, and are spread as rows that happen to meet %j', (given) => {
    const meeting = kept(all, rowsMeeting(TRIAL, all, given));
    const pool = sampler.weighted(ROWS, 'pool', given);
    const weights = kept(pool.table, pool.weights);
    const met = rowsMeeting(TRIAL, pool.table, given);
    expect(pool.weights.every((weight, row) => weight === 0 || met[row] === 1)).toBe(true);
    const share = total(meeting) / ROWS;
    expect(share).toBeGreaterThan(0.003);
    const spread = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0)) / ROWS;
    const error = Math.hypot(spread, Math.sqrt(share / ROWS));
    expect(Math.abs(total(weights) / ROWS - share)).toBeLessThan(4 * error);
    for (const { name } of TRIAL.fields) {
      const [wanted, found] = [meanOf(cellsOf(all, name), meeting), meanOf(cellsOf(pool.table, name), weights)];
      const apart = Math.abs(found.mean - wanted.mean);
      expect({ name, apart: apart < 4.5 * Math.hypot(wanted.error, found.error) + 1e-9 }).toEqual({
        name,
        apart: true,
      });
    }
  });

  it('need no weights where the first columns are given', () => {
    const [first, second] = ['age', 'sex'];
    expect(sampler.weighsEqually({ [first]: range(50, 60) })).toBe(true);
    expect(sampler.weighsEqually({ [second]: 'male' })).toBe(false);
    expect(sampler.weighsEqually({ [second]: 'male', [first]: null })).toBe(true);
    expect(sampler.weighsEqually({ [second]: 'male', [first]: range(50, 50) })).toBe(false);
    const { weights } = sampler.weighted(3000, 'first', { [first]: range(50, 60) });
    expect(new Set(weights).size).toBe(1);
    expect(sampleGiven(TRIAL, sampler, 50, 'rows', { [first]: range(50, 60) }).rowCount).toBe(50);
  });

  it('say which of several conditions cannot be met', () => {
    const given = { sex: 'male', grade: '3' };
    expect(() => sampleGiven(TRIAL, sampler, 5, 'rows', given)).toThrow('no row with sex=male has grade=3');
    const times = { os: range(0, 5), efs: range(6, 8) };
    expect(() => sampleGiven(TRIAL, sampler, 5, 'rows', times)).toThrow('no row with os=0..5 has efs=6..8');
  });
});
