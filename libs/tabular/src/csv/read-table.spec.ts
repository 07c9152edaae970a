import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CohortloomError, describeError } from '#errors/cohortloom-error';
import type { ErrorCode } from '#errors/codes';
import { dictionariesWithTable } from '../../testing/arbitraries.ts';
import { categorical, dictionaryOf, numeric, TRIAL } from '../../testing/trial-dictionary.ts';
import { categoryCodes, numericValues } from '../columns.ts';
import type { Table } from '../table.ts';
import { readTable, type ReadTableOptions, type TableWarning } from './read-table.ts';
import { formatCsv, writeCsv } from './write-csv.ts';

const HEADER = 'age,sex,grade,wbc,crp,score,efs,efs_event,os,os_event';
const FIRST = '61,female,2,4.5,0,-0.25,3.5,1,10,1';
const SECOND = '44,male,NA,120,,NA,20,0,20,0';

const read = (text: string | Uint8Array, options?: ReadTableOptions) => readTable(Buffer.from(text), TRIAL, options);
const lines = (...rows: string[]) => `${rows.join('\n')}\n`;

async function problemOf(reading: Promise<Table>): Promise<CohortloomError> {
  const reason = await reading.then(
    () => undefined,
    (rejected: unknown) => rejected,
  );
  if (reason instanceof CohortloomError) return reason;
  throw new Error('no CohortloomError was thrown', { cause: reason });
}

describe('a table', () => {
  it('is read by the dictionary', async () => {
    const table = await read(lines(HEADER, FIRST, SECOND));
    expect(table.rowCount).toBe(2);
    expect([...table.columns.keys()]).toEqual(TRIAL.fields.map((field) => field.name));
    expect(numericValues(table, 'age')).toEqual(Float64Array.of(61, 44));
    expect(categoryCodes(table, 'sex')).toEqual(Int32Array.of(0, 1));
    expect(categoryCodes(table, 'grade')).toEqual(Int32Array.of(1, -1));
    expect(numericValues(table, 'crp')).toEqual(Float64Array.of(0, Number.NaN));
    expect(numericValues(table, 'score')).toEqual(Float64Array.of(-0.25, Number.NaN));
  });

  it.each<[string, (text: string) => string | Uint8Array]>([
    ['a byte order mark', (text) => `\uFEFF${text}`],
    ['CRLF', (text) => text.replaceAll('\n', '\r\n')],
    ['no last line end', (text) => text.trimEnd()],
    ['blank lines', (text) => text.replaceAll('\n', '\n\n')],
    ['semicolons', (text) => text.replaceAll(',', ';')],
    ['tabs', (text) => text.replaceAll(',', '\t')],
    ['semicolons and decimal commas', (text) => text.replaceAll(',', ';').replaceAll('.', ',')],
    ['quoted cells', (text) => text.replaceAll(/[^,\n]+/g, '"$&"')],
    ['blanks around cells', (text) => text.replaceAll(',', ' , ')],
    ['states written as decimals', (text) => text.replace('female,2,', 'female,2.0,')],
    ['states with leading zeros', (text) => text.replace('female,2,', 'female,02,')],
    [
      'states with decimal commas',
      (text) => text.replace('female,2,', 'female,2.0,').replaceAll(',', ';').replaceAll('.', ','),
    ],
  ])('may have %s', async (_, change) => {
    const text = lines(HEADER, FIRST, SECOND);
    expect(await read(change(text))).toEqual(await read(text));
  });

  it('may have its columns in any order', async () => {
    const order = [9, 3, 0, 1, 8, 7, 6, 5, 4, 2];
    const shuffled = [HEADER, FIRST, SECOND].map((line) => {
      const cells = line.split(',');
      return order.map((i) => cells[i]).join(',');
    });
    expect(await read(lines(...shuffled))).toEqual(await read(lines(HEADER, FIRST, SECOND)));
  });

  it('may have line breaks, separators and quotation marks in cells', async () => {
    const dictionary = dictionaryOf([categorical('site, "old"\nname', ['a\nb', 'c,d', 'e"f'])]);
    const text = '"site, ""old""\nname"\n"a\nb"\n"c,d"\n"e""f"\n';
    const table = await readTable(Buffer.from(text), dictionary);
    expect(categoryCodes(table, 'site, "old"\nname')).toEqual(Int32Array.of(0, 1, 2));
  });

  it('may have one row', async () => {
    expect((await read(lines(HEADER, FIRST))).rowCount).toBe(1);
  });

  it('may have constant columns and columns without a value', async () => {
    const dictionary = dictionaryOf([numeric('a'), categorical('b', ['x'])]);
    const table = await readTable(Buffer.from('a,b\n,x\n,x\n'), dictionary);
    expect(numericValues(table, 'a')).toEqual(Float64Array.of(Number.NaN, Number.NaN));
  });

  it('of one column may have blank lines as missing cells', async () => {
    const table = await readTable(Buffer.from('a\n1\n\n2\n'), dictionaryOf([numeric('a')]));
    expect(numericValues(table, 'a')).toEqual(Float64Array.of(1, Number.NaN, 2));
  });

  it('is read from a file', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'table-')), 'a.csv');
    const table = await read(lines(HEADER, FIRST, SECOND));
    await writeCsv(path, table, TRIAL);
    expect(await readTable(path, TRIAL)).toEqual(table);
  });

  it('is read as it was written, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(dictionariesWithTable(), async ({ dictionary, table }) => {
        expect(await readTable(Buffer.from(formatCsv(table, dictionary)), dictionary)).toEqual(table);
      }),
      { numRuns: 100 },
    );
  });

  it('may have 200,000 rows', async () => {
    const text = `${HEADER}\n${`${FIRST}\n${SECOND}\n`.repeat(100_000)}`;
    const table = await read(text);
    expect(table.rowCount).toBe(200_000);
    expect(numericValues(table, 'age').at(-1)).toBe(44);
  });

  it('has rows that break an implies or exclusive constraint counted', async () => {
    const warnings: TableWarning[] = [];
    const broken = FIRST.replace('3.5,1,10,1', '10,0,10,1');
    const unknown = FIRST.replace('3.5,1,10,1', '10,,10,1');
    const both = SECOND.replace('NA', '3');
    await read(lines(HEADER, FIRST, broken, broken, unknown, both), { onWarning: (warning) => warnings.push(warning) });
    expect(warnings).toEqual([
      { what: 'Rows with os_event = 1 should have efs_event = 1.', rowCount: 2 },
      { what: 'At most one of sex = male, grade = 3 should hold in a row.', rowCount: 1 },
    ]);
  });
});

describe('a table that is refused', () => {
  it.each<[string, string, ErrorCode, Record<string, unknown>, string]>([
    ['is empty', '', 'CL-DATA-005', {}, 'empty'],
    ['has blank lines only', '\n\n', 'CL-DATA-005', {}, 'empty'],
    ['has no row', lines(HEADER), 'CL-DATA-005', {}, 'no row'],
    ['lacks a column', lines(HEADER.replace('age,', '')), 'CL-DATA-001', { line: 1, column: 'age' }, 'Column age'],
    ['lacks several columns', lines('age,sex,grade'), 'CL-DATA-001', { line: 1 }, '7 columns are missing: wbc, crp'],
    ['has another column', lines(`id,${HEADER}`), 'CL-DATA-002', { line: 1 }, 'Column number 1'],
    ['has no header', lines(FIRST), 'CL-DATA-001', { line: 1 }, 'none of the columns'],
    ['has a header twice', lines(`${HEADER},age`), 'CL-DATA-007', { line: 1, column: 'age' }, 'twice'],
    [
      'has text for a number',
      lines(HEADER, FIRST, SECOND.replace('44', 'old')),
      'CL-DATA-003',
      { line: 3, column: 'age' },
      'not a whole number',
    ],
    [
      'has a fraction for a whole number',
      lines(HEADER, FIRST.replace('61', '61.5')),
      'CL-DATA-003',
      { line: 2, column: 'age' },
      'not a whole number',
    ],
    [
      'has a thousands separator',
      lines(HEADER, SECOND.replace('120', '"1,120"')),
      'CL-DATA-003',
      { line: 2, column: 'wbc' },
      'not a number',
    ],
    [
      'has an unknown category',
      lines(HEADER, FIRST.replace('female', 'w')),
      'CL-DATA-004',
      { line: 2, column: 'sex' },
      'female, male',
    ],
    [
      'has an unknown number for a category',
      lines(HEADER, FIRST.replace('female,2,', 'female,2.5,')),
      'CL-DATA-004',
      { line: 2, column: 'grade' },
      '1, 2, 3',
    ],
    [
      'has a fraction out of range for a whole number',
      lines(HEADER, FIRST.replace('61', '161.5')),
      'CL-DATA-008',
      { line: 2, column: 'age' },
      'within 16 and 100 years',
    ],
    [
      'has a negative time',
      lines(HEADER, SECOND.replace('20,0,20', '-20,0,20')),
      'CL-DATA-008',
      { line: 2, column: 'efs' },
      'within 0 and 240',
    ],
    [
      'has a value out of range',
      lines(HEADER, FIRST.replace('61', '161')),
      'CL-DATA-008',
      { line: 2, column: 'age' },
      'within 16 and 100 years',
    ],
    [
      'has EFS after OS',
      lines(HEADER, FIRST, FIRST.replace('3.5,1', '10.5,1')),
      'CL-DATA-009',
      { line: 3 },
      'efs is greater than os',
    ],
    [
      'lacks a required value',
      lines(HEADER, FIRST.replace('female', 'NA')),
      'CL-DATA-011',
      { line: 2, column: 'sex' },
      'requires a value',
    ],
    [
      'has a short line',
      lines(HEADER, FIRST, '61,female'),
      'CL-DATA-010',
      { line: 3 },
      '2 cells where the header has 10',
    ],
    ['has a long line', lines(HEADER, `${FIRST},1`), 'CL-DATA-010', { line: 2 }, '11 cells where the header has 10'],
    [
      'has a stray quotation mark',
      lines(HEADER, FIRST, SECOND.replace('44', '4"4')),
      'CL-DATA-010',
      { line: 3 },
      'quotation mark',
    ],
    ['has an open quotation mark', lines(HEADER, FIRST.replace('61', '"61')), 'CL-DATA-010', {}, 'never closed'],
  ])('because it %s', async (_, text, code, where, said) => {
    const error = await problemOf(read(text, { file: 'a.csv' }));
    expect(error.code).toBe(code);
    expect(error.what).toContain(said);
    expect(error.where).toMatchObject({ file: 'a.csv', ...where });
  });

  it('because it is UTF-16', async () => {
    const error = await problemOf(read(Buffer.from(`\uFEFF${lines(HEADER, FIRST)}`, 'utf16le')));
    expect(error).toMatchObject({ code: 'CL-DATA-010', todo: 'Save it as CSV in UTF-8.' });
  });

  it('because it is in Latin-1, in its header or in a cell', async () => {
    const inCell = Buffer.from(lines(HEADER, FIRST, SECOND.replace('44', 'süß')), 'latin1');
    expect(await problemOf(read(inCell))).toMatchObject({ code: 'CL-DATA-010', where: { line: 3 } });
    const inHeader = Buffer.from(lines(HEADER.replace('age', 'größe'), FIRST), 'latin1');
    expect(await problemOf(read(inHeader))).toMatchObject({ code: 'CL-DATA-010', where: { line: 1 } });
  });

  it('because it is not there', async () => {
    const error = await problemOf(readTable('/nowhere/a.csv', TRIAL));
    expect(error).toMatchObject({ code: 'CL-IO-001', where: { file: '/nowhere/a.csv' } });
  });

  it('because it is a folder', async () => {
    expect((await problemOf(readTable(tmpdir(), TRIAL))).code).toBe('CL-IO-001');
  });

  it('because it is too large', async () => {
    const error = await problemOf(read(lines(HEADER, FIRST, FIRST, FIRST), { maximumCells: 20 }));
    expect(error.code).toBe('CL-DATA-012');
    expect(error.what).toContain('more than 2 rows');
  });

  it('has the line of a record counted from its first line', async () => {
    const dictionary = dictionaryOf([numeric('a'), categorical('b', ['x\ny'])]);
    const error = await problemOf(readTable(Buffer.from('a,b\n1,"x\ny"\nz,"x\ny"\n'), dictionary));
    expect(error.where.line).toBe(4);
  });

  it('has several problems told at once', async () => {
    const error = await problemOf(read(lines(HEADER, FIRST.replace('61', 'x'), SECOND.replace('male', 'y'))));
    expect(error.code).toBe('CL-DATA-003');
    expect(error.what).toContain('2 problems');
    expect(error.what).toContain('line 2, column age: The cell is not a whole number.');
    expect(error.what).toContain('line 3, column sex: The category is not in the data dictionary');
  });

  it('has no more than 20 problems told', async () => {
    const error = await problemOf(read(lines(HEADER, ...Array.from({ length: 50 }, () => FIRST.replace('61', 'x')))));
    expect(error.what).toContain('at least 20 problems');
    expect(error.what).toContain('line 21,');
    expect(error.what).not.toContain('line 22,');
  });

  it.each([
    ['a header that is a patient', lines(FIRST)],
    ['a name that is no column', lines(`Doe,${HEADER}`)],
    ['a cell of the wrong type', lines(HEADER, FIRST.replace('61', 'Doe'))],
    ['an unknown category', lines(HEADER, FIRST.replace('female', 'Doe'))],
    ['a malformed cell', lines(HEADER, FIRST.replace('61', 'Doe"'))],
    ['several cells', lines(HEADER, FIRST.replace('61', 'Doe').replace('female', 'Doe'))],
  ])('keeps %s to the local terminal', async (_, text) => {
    const error = await problemOf(read(text));
    const outside = describeError(error) + JSON.stringify(error) + error.message;
    expect(outside).not.toContain('Doe');
    expect(outside).not.toContain('61,female');
  });

  it('shows the cell on the local terminal', async () => {
    const error = await problemOf(read(lines(HEADER, FIRST.replace('61', 'Doe'))));
    expect(error.revealLocalValue()).toBe('Doe');
  });
});
