import { describe, expect, it } from '@jest/globals';
import { RandomStream } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import type { Margin } from '#tabular/profile/margins';
import type { Table } from '#tabular/table';
import { sampleCalibrated } from './calibrate.ts';
import { type SampleRows, sampleConstrained } from './constrained-sample.ts';

const BINARY = { kind: 'categorical', states: ['0', '1'], ordered: false, outcome: false, required: true } as const;

const DICTIONARY: DataDictionary = {
  name: 'two events',
  fields: [
    { ...BINARY, name: 'death' },
    { ...BINARY, name: 'relapse' },
  ],
  endpoints: [],
  targets: [],
  constraints: [{ kind: 'implies', field: 'death', state: '1', thenField: 'relapse', thenState: '1' }],
  missingValues: [''],
  minimumCellSize: 5,
};

/** Fair coins. */
const fair: SampleRows = async (n, seed) => {
  const stream = new RandomStream(seed);
  const coins = () => Int32Array.from({ length: n }, () => stream.int(2));
  return table(coins(), coins());
};

describe('sampling under constraints', () => {
  it('gives the rows asked for, none of which breaks a constraint', async () => {
    const { table: drawn, rejectedRows } = await sampleConstrained(fair, DICTIONARY, 500, 'constrained');
    const [deaths, relapses] = [codes(drawn, 'death'), codes(drawn, 'relapse')];
    expect(drawn.rowCount).toBe(500);
    expect(deaths.some((death, row) => death === 1 && relapses[row] === 0)).toBe(false);
    expect(rejectedRows).toBeGreaterThan(80);
  });

  it('gives up with CL-MODEL-003 when the generator hardly ever keeps them', async () => {
    const never: SampleRows = async (n) => table(new Int32Array(n).fill(1), new Int32Array(n));
    await expect(sampleConstrained(never, DICTIONARY, 50, 'never')).rejects.toMatchObject({ code: 'CL-MODEL-003' });
  });
});

describe('a calibrated sample', () => {
  it('has the real shares', async () => {
    const sample = await sampleCalibrated(fair, DICTIONARY, [margin('death', [90, 10])], { n: 300 }, 'calibrated');
    expect(codes(sample.table, 'death').filter((code) => code === 1)).toHaveLength(30);
    expect(sample.poolRows).toBe(60 * 300);
    expect(sample.worstMargin.distance).toBeLessThan(1e-6);
    expect(sample.warnings).toEqual([]);
  });

  it('tells of few real rows no more than that they are few', async () => {
    const cohort = async (rows: number) => {
      const margins = [margin('death', [500 - rows, rows])];
      const { table: drawn } = await sampleCalibrated(fair, DICTIONARY, margins, { n: 500 }, 'few');
      return codes(drawn, 'death').filter((code) => code === 1).length;
    };
    expect([await cohort(1), await cohort(4), await cohort(5), await cohort(9)]).toEqual([5, 5, 5, 9]);
  });

  it('is the same for the same seed and another one for another seed', async () => {
    const draw = (seed: string) => sampleCalibrated(fair, DICTIONARY, [margin('death', [7, 3])], { n: 50 }, seed);
    const [first, again, other] = [await draw('a'), await draw('a'), await draw('b')];
    expect(again).toEqual(first);
    expect(other.table).not.toEqual(first.table);
  });

  it('says so when the generator is too far from a margin', async () => {
    const one: SampleRows = async (n) =>
      table(
        new Int32Array(n),
        Int32Array.from({ length: n }, (_, row) => row % 2),
      );
    const sample = await sampleCalibrated(one, DICTIONARY, [margin('death', [50, 50])], { n: 40 }, 'far');
    expect(sample.warnings).toHaveLength(1);
    expect(sample.worstMargin).toEqual({ name: 'death', distance: 0.5 });
  });
});

function table(death: Int32Array, relapse: Int32Array): Table {
  return {
    rowCount: death.length,
    columns: new Map([
      ['death', { kind: 'categorical', codes: death }],
      ['relapse', { kind: 'categorical', codes: relapse }],
    ]),
  };
}

function codes(drawn: Table, name: string): number[] {
  const column = drawn.columns.get(name);
  return column?.kind === 'categorical' ? Array.from(column.codes) : [];
}

function margin(name: string, counts: readonly number[]): Margin {
  return {
    name,
    kind: 'category',
    counts: Float64Array.from(counts),
    cellsOf: (drawn) => Int32Array.from(codes(drawn, name)),
  };
}
