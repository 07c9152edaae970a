import { RandomStream } from '#random/random-stream';
import type { CategoricalField, DataDictionary, NumericField } from '#tabular/dictionary';
import type { Table } from '#tabular/table';

const STATES = { kind: 'categorical', states: ['0', '1'], ordered: false, required: true } as const;
const NUMBER = { kind: 'numeric', required: true, integer: false, decimals: 1, modalValues: [] } as const;

const marker: CategoricalField = { ...STATES, name: 'marker', outcome: false };
const response: CategoricalField = { ...STATES, name: 'response', outcome: true };
const blasts: NumericField = {
  ...NUMBER,
  name: 'blasts',
  outcome: false,
  role: 'continuous',
  minimum: 0,
  maximum: 100,
};

/** Three columns: a marker that a third carries, a percentage that it raises, a response that it makes likelier. */
export const SMALL_TRIAL: DataDictionary = {
  name: 'small trial',
  fields: [marker, blasts, response],
  endpoints: [],
  targets: [{ name: 'response', kind: 'state', field: 'response', positive: '1' }],
  constraints: [],
  missingValues: [''],
  minimumCellSize: 5,
};

export function smallTrialRows(rowCount: number, seed: string): Table {
  const stream = new RandomStream(seed);
  const markers = Int32Array.from({ length: rowCount }, () => (stream.uniform() < 1 / 3 ? 1 : 0));
  const values = Float64Array.from(markers, (carried) => {
    const value = (carried ? 70 : 35) + 8 * stream.normal();
    return Math.round(10 * Math.min(100, Math.max(0, value))) / 10;
  });
  const responses = Int32Array.from(markers, (carried) => (stream.uniform() < (carried ? 0.85 : 0.3) ? 1 : 0));
  return {
    rowCount,
    columns: new Map([
      ['marker', { kind: 'categorical', codes: markers }],
      ['blasts', { kind: 'numeric', values }],
      ['response', { kind: 'categorical', codes: responses }],
    ]),
  };
}
