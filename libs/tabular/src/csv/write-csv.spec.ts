import { describe, expect, it } from '@jest/globals';
import { categorical, dictionaryOf, numeric } from '../../testing/trial-dictionary.ts';
import type { Column } from '../table.ts';
import { formatCsv, writeCsv } from './write-csv.ts';

const dictionary = dictionaryOf([numeric('months', { decimals: 2 }), categorical('a "state"', ['x, y', 'z'])]);
const columns: [string, Column][] = [
  ['months', { kind: 'numeric', values: Float64Array.of(1.005, Number.NaN, -0.001) }],
  ['a "state"', { kind: 'categorical', codes: Int32Array.of(0, 1, -1) }],
];
const table = { rowCount: 3, columns: new Map(columns) };

describe('a CSV file', () => {
  it('has the decimals of the dictionary, quotes where needed, and empty cells for missing', () => {
    expect(formatCsv(table, dictionary)).toBe('months,"a ""state"""\n1.00,"x, y"\n,z\n0.00,\n');
  });

  it('has the first missing value where an empty cell is none', () => {
    expect(formatCsv(table, { ...dictionary, missingValues: ['NA'] })).toContain('NA,z');
  });

  it('that cannot be written is named', async () => {
    await expect(writeCsv('/nowhere/a.csv', table, dictionary)).rejects.toMatchObject({
      code: 'CL-IO-002',
      where: { file: '/nowhere/a.csv' },
    });
  });
});
