import { RandomStream, type Seed } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import { categorical, dictionaryOf, numeric } from '../../tabular/testing/trial-dictionary.ts';

/** Log hazard ratios: of the mark, and of ten years of age. */
export const EFFECTS = { mark: 1, decade: 0.5 };

export const HAZARDS: DataDictionary = dictionaryOf(
  [
    categorical('mark', ['0', '1']),
    numeric('age', { minimum: 0, maximum: 100, decimals: 0 }),
    numeric('noise', { minimum: -10, maximum: 10, decimals: 2 }),
    numeric('months', { minimum: 0, maximum: 120, decimals: 2, outcome: true }),
    categorical('dead', ['0', '1'], { outcome: true }),
  ],
  {
    endpoints: [{ name: 'OS', time: 'months', event: 'dead', eventState: '1' }],
    targets: [{ name: 'two years', kind: 'horizon', endpoint: 'OS', horizon: 24 }],
  },
);

/** Patients whose hazards are proportional, a median of 24 months at age 50 without the mark, censored up to 100 months. */
export function hazardsCohort(rowCount: number, seed: Seed, strength = 1): Table {
  const stream = new RandomStream(seed);
  const marks = Int32Array.from({ length: rowCount }, () => stream.int(2));
  const ages = Float64Array.from({ length: rowCount }, () => Math.round(50 + 12 * stream.normal()));
  const noise = Float64Array.from({ length: rowCount }, () => Math.round(100 * stream.normal()) / 100);
  const times = ages.map((age, row) => {
    const risk = Math.exp(strength * (EFFECTS.mark * marks[row] + (EFFECTS.decade * (age - 50)) / 10));
    return (-24 * Math.log2(1 - stream.uniform())) / risk;
  });
  const censoring = times.map(() => 100 * stream.uniform());
  return {
    rowCount,
    columns: new Map([
      ['mark', { kind: 'categorical', codes: marks }],
      ['age', { kind: 'numeric', values: ages }],
      ['noise', { kind: 'numeric', values: noise }],
      ['months', { kind: 'numeric', values: times.map((time, row) => cents(Math.min(time, censoring[row]))) }],
      ['dead', { kind: 'categorical', codes: Int32Array.from(times, (time, row) => (time <= censoring[row] ? 1 : 0)) }],
    ]),
  };
}

function cents(value: number): number {
  return Math.round(100 * value) / 100;
}
