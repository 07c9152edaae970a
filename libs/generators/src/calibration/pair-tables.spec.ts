import { describe, expect, it } from '@jest/globals';
import { RandomStream } from '#random/random-stream';
import type { Table } from '#tabular/table';
import { sampleCalibrated } from './calibrate.ts';
import { misfitPairs, type PairTables } from './pair-tables.ts';
import { rake, weightedCounts } from './rake.ts';
import { SMALL_TRIAL } from '../../testing/small-trial.ts';

const codesOf: PairTables['codesOf'] = ({ columns }) =>
  ['marker', 'response'].map((name) => Uint8Array.from((columns.get(name) as { codes: Int32Array }).codes));

/** Marker by response, of 200 rows. */
const REAL: PairTables = {
  codesOf,
  pairs: [{ name: 'marker × response', first: 0, second: 1, width: 2, counts: Float64Array.of(90, 50, 22, 38) }],
};

/** Marker and response of independent fair coins. */
function coins(n: number, seed: string): Table {
  const stream = new RandomStream(seed);
  const toss = () => Int32Array.from({ length: n }, () => stream.int(2));
  return {
    rowCount: n,
    columns: new Map([
      ['marker', { kind: 'categorical', codes: toss() }],
      ['blasts', { kind: 'numeric', values: new Float64Array(n) }],
      ['response', { kind: 'categorical', codes: toss() }],
    ]),
  };
}

describe('two-way tables', () => {
  it('are met by a pool that is raked to them', () => {
    const pool = coins(4000, 'pool');
    const even = new Float64Array(4000).fill(1);
    const margins = misfitPairs(REAL, pool, even, 5);
    const weights = rake(4000, margins, { sweeps: 2, weightCap: 30 });
    // Cell 0 is for what is merged: nothing here.
    const counts = weightedCounts(margins[0].cells, weights, 5).map((weight) => (weight * 200) / 4000);
    [0, 90, 50, 22, 38].forEach((count, cell) => expect(counts[cell]).toBeCloseTo(count, 6));
  });

  it('are told from twenty rows a cell on, or from the minimum cell size', () => {
    const small: PairTables = { codesOf, pairs: [{ ...REAL.pairs[0], counts: Float64Array.of(90, 9, 25, 2) }] };
    const of = (minimum: number) => {
      const [margin] = misfitPairs(small, coins(50, 'x'), new Float64Array(50).fill(1), minimum);
      return Array.from(margin.counts);
    };
    expect(of(5)).toEqual([11, 90, 25]);
    expect(of(26)).toEqual([36, 90]);
  });

  it('come in the order of how far the pool is from them', () => {
    const pairs = [Float64Array.of(50, 50, 50, 50), Float64Array.of(80, 20, 20, 80), Float64Array.of(60, 40, 40, 60)];
    const tables = { codesOf, pairs: pairs.map((counts, i) => ({ ...REAL.pairs[0], name: `${i}`, counts })) };
    const margins = misfitPairs(tables, coins(4000, 'pool'), new Float64Array(4000).fill(1), 5);
    expect(margins.map(({ name }) => name)).toEqual(['1', '2', '0']);
  });

  it('give a calibrated cohort their association, and never too thin a pool', async () => {
    const options = { n: 400, pairs: REAL };
    const sample = await sampleCalibrated(async (n, seed) => coins(n, seed), SMALL_TRIAL, MARGINS, options, 'seed');
    const { table, twoWayTables } = sample;
    const [marker, response] = codesOf(table);
    const both = marker.reduce((sum, code, row) => sum + code * response[row], 0);
    expect(Math.abs(both / 400 - 0.19)).toBeLessThan(0.05);
    expect(twoWayTables).toBe(1);
    const odd: PairTables = { codesOf, pairs: [{ ...REAL.pairs[0], counts: Float64Array.of(0, 0, 0, 40) }] };
    const rare = async (n: number, seed: string) => {
      const rows = coins(n, seed);
      (rows.columns.get('marker') as { codes: Int32Array }).codes.fill(0, 20);
      return rows;
    };
    const kept = await sampleCalibrated(rare, SMALL_TRIAL, MARGINS.slice(1), { n: 400, pairs: odd }, 'seed');
    expect(kept.effectiveSampleSize).toBeGreaterThan(800);
    expect(kept.twoWayTables).toBe(0);
  });
});

const MARGINS = ['marker', 'response'].map((name, column) => ({
  name,
  kind: 'category' as const,
  counts: column === 0 ? Float64Array.of(140, 60) : Float64Array.of(112, 88),
  cellsOf: (table: Table) => Int32Array.from(codesOf(table)[column]),
}));
