import { beforeAll, describe, expect, it } from '@jest/globals';
import { RandomStream } from '#random/random-stream';
import { categoryCodes, numericValues } from '#tabular/columns';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import { categorical, dictionaryOf, numeric } from '../../../../../tabular/testing/trial-dictionary.ts';
import { summedProfile } from '../../../../testing/in-process-study.ts';
import { fineCounts } from '../../../columns/fine-cells.ts';
import type { TrainedFlow } from '../../flow-model.ts';
import { parseFlowSettings } from '../../hyperparameters.ts';
import { MixedModel } from '../mixed-model.ts';
import { DIRECT } from '../mixed-network.ts';
import { MixedSampler } from './mixed-sampler.ts';

const DICTIONARY: DataDictionary = dictionaryOf(
  [
    categorical('arm', ['a', 'b', 'c'], { required: true }),
    numeric('age', { decimals: 0, minimum: 18, maximum: 100, required: true }),
    categorical('event', ['0', '1'], { outcome: true, required: true }),
    numeric('time', { role: 'log', maximum: 240, outcome: true, required: true }),
  ],
  { endpoints: [{ name: 'OS', time: 'time', event: 'event', eventState: '1' }] },
);

/** Times of the censored are three times as long. */
function cohort(rowCount: number): Table {
  const stream = new RandomStream('cohort');
  const draw = (of: () => number) => Float64Array.from({ length: rowCount }, of);
  const arm = Int32Array.from(draw(() => stream.categorical([5, 3, 2])));
  const event = Int32Array.from(draw(() => Number(stream.uniform() < 0.6)));
  const time = event.reduce((times, died, row) => {
    times[row] = Math.round(Math.min(240, (died ? 12 : 36) * Math.exp(0.5 * stream.normal())) * 100) / 100;
    return times;
  }, new Float64Array(rowCount));
  return {
    rowCount,
    columns: new Map([
      ['arm', { kind: 'categorical', codes: arm }],
      [
        'age',
        { kind: 'numeric', values: draw(() => Math.round(Math.min(100, Math.max(18, 60 + 12 * stream.normal())))) },
      ],
      ['event', { kind: 'categorical', codes: event }],
      ['time', { kind: 'numeric', values: time }],
    ]),
  };
}

const real = cohort(2000);
const model = new MixedModel(DICTIONARY, parseFlowSettings({ hidden: 6 }));
let trained: TrainedFlow;
let plain: Table;
let matched: Table;

beforeAll(() => {
  const profile = summedProfile(DICTIONARY, new Map([['all', real]]));
  const counts = DICTIONARY.fields.map((field) => fineCounts(DICTIONARY, field, profile));
  const { censored, event } = profile.endpoints.OS;
  const none = new Float64Array(0);
  const stream = new RandomStream('weights');
  const parameters = model.initialize(counts, stream);
  stream.fillNormal(model.parameters.view(parameters, DIRECT));
  const outcomes = [none, none, none, Float64Array.from([...censored, ...event])];
  trained = { parameters, counts, outcomes, roundness: [none, none, none, none] };
  const sampler = new MixedSampler(model, trained);
  plain = sampler.sample(4000, 'rows');
  sampler.matchMargins(4096, 'margins');
  matched = sampler.sample(4000, 'rows');
});

function share(table: Table, name: string, code: number): number {
  return categoryCodes(table, name).filter((own) => own === code).length / table.rowCount;
}

function median(table: Table, name: string, died?: number): number {
  const events = categoryCodes(table, 'event');
  const values = numericValues(table, name).filter((_, row) => died === undefined || events[row] === died);
  return values.toSorted()[Math.floor(values.length / 2)];
}

describe('a flow whose margins are matched', () => {
  it('has the shares of the cohort, which it had not', () => {
    const states: [string, number][] = [
      ['arm', 0],
      ['arm', 1],
      ['event', 1],
    ];
    const off = (table: Table) =>
      states.map(([name, code]) => Math.abs(share(table, name, code) - share(real, name, code)));
    expect(Math.max(...off(matched))).toBeLessThan(0.03);
    expect(Math.max(...off(plain))).toBeGreaterThan(0.05);
  });

  it('has its numbers, and its times by event', () => {
    expect(Math.abs(median(matched, 'age') - median(real, 'age'))).toBeLessThan(1.5);
    for (const died of [0, 1]) {
      const wanted = median(real, 'time', died);
      expect(Math.abs(median(matched, 'time', died) - wanted)).toBeLessThan(0.08 * wanted);
    }
    expect(Math.abs(median(plain, 'time', 0) - median(real, 'time', 0))).toBeGreaterThan(0.2 * median(real, 'time', 0));
  });

  it('still hangs together as it did', () => {
    const shift = (table: Table) => {
      const arms = categoryCodes(table, 'arm');
      const mean = (arm: number) => {
        const ages = numericValues(table, 'age').filter((_, row) => arms[row] === arm);
        return ages.reduce((sum, age) => sum + age, 0) / ages.length;
      };
      return mean(1) - mean(0);
    };
    expect(Math.abs(shift(plain))).toBeGreaterThan(5);
    expect(shift(matched) / shift(plain)).toBeGreaterThan(0.5);
    expect(shift(matched) / shift(plain)).toBeLessThan(2);
  });
});
