import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CohortloomError } from '#errors/cohortloom-error';
import type { ErrorCode } from '#errors/codes';
import { dictionariesWithTable, tables } from '../../testing/arbitraries.ts';
import { categorical, dictionaryOf, numeric, TRIAL } from '../../testing/trial-dictionary.ts';
import { categoryCodes, numericValues } from '../columns.ts';
import type { DataDictionary } from '../dictionary.ts';
import { readSyntheticTable } from './read-synthetic-table.ts';
import { readTable } from './read-table.ts';
import type { ColumnFindings } from './synthetic-findings.ts';
import { formatCsv, writeCsv } from './write-csv.ts';

const HEADER = 'age,sex,grade,wbc,crp,score,efs,efs_event,os,os_event';
const FIRST = '61,female,2,4.5,0,-0.25,3.5,1,10,1';
const SECOND = '44,male,NA,120,,NA,20,0,20,0';

const CELLS = HEADER.split(',');
const NONE = {
  belowMinimum: 0,
  aboveMaximum: 0,
  notWhole: 0,
  wrongType: 0,
  unknownState: 0,
  unknownLabels: 0,
  missing: 0,
};

const read = (text: string, dictionary: DataDictionary = TRIAL) =>
  readSyntheticTable(Buffer.from(text), dictionary, { file: 's.csv' });
const lines = (...rows: string[]) => `${rows.join('\n')}\n`;

/** A file of which one row has another cell, among three rows that fit. */
function withCell(column: string, cell: string): string {
  const cells = FIRST.split(',');
  cells[CELLS.indexOf(column)] = cell;
  return lines(HEADER, FIRST, SECOND, cells.join(','), FIRST);
}

async function problemOf(reading: Promise<unknown>): Promise<CohortloomError> {
  const reason = await reading.then(
    () => undefined,
    (rejected: unknown) => rejected,
  );
  if (reason instanceof CohortloomError) return reason;
  throw new Error('no CohortloomError was thrown', { cause: reason });
}

describe('a synthetic table', () => {
  it('that fits the dictionary is read as a real one, without a finding', async () => {
    await fc.assert(
      fc.asyncProperty(dictionariesWithTable(), async ({ dictionary, table }) => {
        const csv = formatCsv(table, dictionary);
        const synthetic = await read(csv, dictionary);
        expect(synthetic.table).toEqual(await readTable(Buffer.from(csv), dictionary));
        expect(synthetic.findings).toEqual({ rowCount: table.rowCount, columns: [], ignoredColumns: [] });
      }),
      { numRuns: 100 },
    );
  });

  it('that breaks constraints is read to its last row', async () => {
    const unconstrained = { ...TRIAL, constraints: [] };
    await fc.assert(
      fc.asyncProperty(tables(unconstrained), async (table) => {
        const { table: taken, findings } = await read(formatCsv(table, TRIAL));
        expect(taken).toEqual(await readTable(Buffer.from(formatCsv(table, TRIAL)), unconstrained));
        expect(findings.columns).toEqual([]);
      }),
      { numRuns: 30 },
    );
    const { table } = await read(withCell('efs', '10.5'));
    expect(numericValues(table, 'efs')).toEqual(Float64Array.of(3.5, 20, 10.5, 3.5));
    expect(numericValues(table, 'os')).toEqual(Float64Array.of(10, 20, 10, 10));
  });

  it.each<[string, string, string, Partial<ColumnFindings>, number]>([
    ['a number above the bound', 'age', '161', { aboveMaximum: 1 }, 100],
    ['a number below the bound', 'efs', '-0.5', { belowMinimum: 1 }, 0],
    ['a number that no bound is near', 'wbc', '1e400', { aboveMaximum: 1 }, 1000],
    ['a fraction for a whole number', 'age', '61.7', { notWhole: 1 }, 62],
    ['a fraction that rounds into the bounds', 'age', '15.7', { notWhole: 1 }, 16],
    ['a fraction out of bounds', 'age', '101.2', { aboveMaximum: 1 }, 100],
    ['text for a number', 'score', 'high', { wrongType: 1 }, Number.NaN],
    ['a number that is none', 'score', 'inf', { wrongType: 1 }, Number.NaN],
    ['an empty cell where a number is required', 'wbc', '', { missing: 1 }, Number.NaN],
    ['more decimals than the dictionary', 'score', '0.123456', {}, 0.123456],
  ])('may have %s', async (_, column, cell, counts, taken) => {
    const { table, findings } = await read(withCell(column, cell));
    expect(numericValues(table, column)[2]).toBe(taken);
    expect(findings.columns).toEqual(Object.keys(counts).length === 0 ? [] : [{ column, ...NONE, ...counts }]);
  });

  it.each<[string, string, string, Partial<ColumnFindings>, number]>([
    ['an unknown state', 'sex', 'Female', { unknownState: 1, unknownLabels: 1 }, -1],
    ['an empty cell where a state is required', 'sex', 'NA', { missing: 1 }, -1],
    ['a state written as a decimal', 'grade', '3.0', {}, 2],
    ['True for 1', 'os_event', 'True', { unknownState: 1, unknownLabels: 1 }, -1],
  ])('may have %s', async (_, column, cell, counts, taken) => {
    const { table, findings } = await read(withCell(column, cell));
    expect(categoryCodes(table, column)[2]).toBe(taken);
    expect(findings.columns).toEqual(Object.keys(counts).length === 0 ? [] : [{ column, ...NONE, ...counts }]);
  });

  it('has its findings in the order of the dictionary, as plain JSON, without any cell', async () => {
    const wrong = SECOND.replace('male', 'Doe').replace('44', 'Roe');
    const { findings } = await read(lines(HEADER, wrong, wrong.replace('Doe', ' Doe '), FIRST, FIRST));
    expect(findings.columns).toEqual([
      { column: 'age', ...NONE, wrongType: 2 },
      { column: 'sex', ...NONE, unknownState: 2, unknownLabels: 1 },
    ]);
    expect(JSON.parse(JSON.stringify(findings))).toEqual(findings);
    expect(JSON.stringify(findings)).not.toMatch(/Doe|Roe/);
  });

  it('has different unknown labels told apart up to a thousand', async () => {
    const known = Array.from({ length: 1_500 }, () => 'x');
    const unknown = Array.from({ length: 1_200 }, (_, i) => `label ${i}`);
    const { findings } = await read(lines('a', ...known, ...unknown), dictionaryOf([categorical('a', ['x'])]));
    expect(findings.columns).toEqual([{ column: 'a', ...NONE, unknownState: 1_200, unknownLabels: 1_000 }]);
  });

  it('has columns that the dictionary lacks passed over and named', async () => {
    const indexed = [`,${HEADER},pid`, `0,${FIRST},x`, `1,${SECOND},y`];
    const { table, findings } = await read(lines(...indexed));
    expect(table).toEqual(await readTable(Buffer.from(lines(HEADER, FIRST, SECOND)), TRIAL));
    expect(findings).toEqual({ rowCount: 2, columns: [], ignoredColumns: ['', 'pid'] });
  });

  it('is read from a file', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'table-')), 's.csv');
    const { table } = await read(lines(HEADER, FIRST, SECOND));
    await writeCsv(path, table, TRIAL);
    expect((await readSyntheticTable(path, TRIAL)).table).toEqual(table);
  });

  it('may have half of the cells of a column foreign to it', async () => {
    const dictionary = dictionaryOf([numeric('a'), categorical('b', ['x'])]);
    const { findings } = await read('a,b\n1,x\ntext,y\n,\n', dictionary);
    expect(findings.columns).toEqual([
      { column: 'a', ...NONE, wrongType: 1 },
      { column: 'b', ...NONE, unknownState: 1, unknownLabels: 1 },
    ]);
  });

  it('may have a column without a value', async () => {
    const { findings } = await read('a,b\n,1\n', dictionaryOf([numeric('a', { required: true }), numeric('b')]));
    expect(findings.columns).toEqual([{ column: 'a', ...NONE, missing: 1 }]);
  });
});

describe('a synthetic table that is refused', () => {
  const foreign = [FIRST, SECOND.replace('male', 'm'), FIRST.replace('female', 'f')];

  it.each<[string, string, ErrorCode, Record<string, unknown>, string]>([
    ['is empty', '', 'CL-DATA-005', {}, 'empty'],
    ['has no row', lines(HEADER), 'CL-DATA-005', {}, 'no row'],
    ['lacks a column', lines(HEADER.replace('age,', 'Age,')), 'CL-DATA-001', { column: 'age' }, 'Column age'],
    ['has no header', lines(FIRST), 'CL-DATA-001', {}, 'none of the columns'],
    ['has a header twice', lines(`${HEADER},age`), 'CL-DATA-007', { column: 'age' }, 'twice'],
    ['has a short line', lines(HEADER, FIRST, '61'), 'CL-DATA-010', { line: 3 }, '1 cells where the header has 10'],
    [
      'has mostly text in a column of numbers',
      lines('a', '1', 'high', 'low', '', ''),
      'CL-DATA-003',
      { column: 'a' },
      '2 of 3 cells are not numbers',
    ],
    [
      'codes a column in another way',
      lines(HEADER, ...foreign),
      'CL-DATA-004',
      { column: 'sex' },
      '2 of 3 cells are in no category',
    ],
  ])('because it %s', async (_, text, code, where, said) => {
    const error = await problemOf(read(text, text.startsWith('a\n') ? dictionaryOf([numeric('a')]) : TRIAL));
    expect(error.code).toBe(code);
    expect(error.what).toContain(said);
    expect(error.where).toMatchObject({ file: 's.csv', ...where });
  });

  it('because it is in Latin-1, in a cell of any kind', async () => {
    for (const column of ['age', 'sex']) {
      const error = await problemOf(
        readSyntheticTable(Buffer.from(withCell(column, 'süß'), 'latin1'), TRIAL, { file: 's.csv' }),
      );
      expect(error).toMatchObject({ code: 'CL-DATA-010', where: { line: 4, column } });
    }
  });

  it('names its file, and all columns at once', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'table-')), 's.csv');
    const dictionary = dictionaryOf([categorical('a', ['x']), categorical('b', ['x'])]);
    const other = { ...dictionary, fields: [categorical('a', ['y']), categorical('b', ['y'])] };
    const table = await readTable(Buffer.from('a,b\nx,x\n'), dictionary);
    await writeCsv(path, table, dictionary);
    const error = await problemOf(readSyntheticTable(path, other));
    expect(error.where.file).toBe(path);
    expect(error.what).toContain('column a: 1 of 1 cells');
    expect(error.what).toContain('column b: 1 of 1 cells');
  });
});
