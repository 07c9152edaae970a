import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RandomStream } from '#random/random-stream';
import { readTable } from '../csv/read-table.ts';
import { type Field, fieldNamed } from '../dictionary.ts';
import { parseDictionary } from '../dictionary-reading.ts';
import { toDataPackage } from '../dictionary-writing.ts';
import { inferDictionary, type InferredDictionary } from './infer-dictionary.ts';
import { generousBounds } from './infer-numeric-field.ts';

const ROWS = 60;

async function write(name: string, text: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'infer-')), name);
  await writeFile(path, text);
  return path;
}

/** A cell of each column for a row; a column for each rule. */
const CELLS: Readonly<Record<string, (row: number, random: RandomStream) => string | number>> = {
  patient_id: (row) => `P${row}`,
  admitted: (row) => `2020-01-${10 + (row % 20)}`,
  remark: (row) => `seen ${row}`,
  empty: () => 'NA',
  age: (row) => 18 + row,
  sex: (row) => (row % 2 ? 'f' : 'm'),
  rareflag: (row) => (row === 0 ? 1 : 0),
  ecog: (row) => row % 4,
  status: (row) => (row < 2 ? 'secret' : row % 2 ? 'de novo' : 'secondary'),
  wbc: (_, random) => Math.exp(3 + 1.3 * random.normal()).toFixed(1),
  lab: (row) => (row === 7 ? '-99' : (row * 0.25).toFixed(2)),
  blasts: (row) => (row % 3 ? row : 0),
  cr: (row) => (row % 5 === 0 ? '' : row % 2),
  efs_months: (row) => (row * 0.5 + 0.25).toFixed(2),
  efs_event: (row) => (row % 3 ? 1 : 0),
  os_months: (row) => (row * 0.75 + 0.25).toFixed(2),
  os_event: (row) => (row % 4 ? 1 : 0),
};

function cohort(rows = ROWS, separator = ','): string {
  const random = new RandomStream('infer');
  const lines = Array.from({ length: rows }, (_, row) =>
    Object.values(CELLS)
      .map((cell) => cell(row, random))
      .join(separator),
  );
  return [Object.keys(CELLS).join(separator), ...lines].join('\n');
}

describe('an inferred dictionary', () => {
  let path: string;
  let inferred: InferredDictionary;
  let field: (name: string) => Field;

  beforeAll(async () => {
    path = await write('cohort.csv', cohort());
    inferred = await inferDictionary([path]);
    field = (name) => fieldNamed(inferred.dictionary, name);
  });

  it('is one that can be written and read', () => {
    expect(parseDictionary(JSON.stringify(toDataPackage(inferred.dictionary)))).toEqual(inferred.dictionary);
    expect(inferred.dictionary.name).toBe('cohort');
  });

  it.each([
    ['patient_id', 'identifier'],
    ['admitted', 'dates'],
    ['remark', 'free text'],
    ['empty', 'no value'],
  ])('leaves out %s and says why', (name, why) => {
    expect(inferred.dictionary.fields.map((other) => other.name)).not.toContain(name);
    expect(inferred.notes.find((note) => note.startsWith(`Column ${name} is left out`))).toContain(why);
  });

  it('has states without those that too few rows have, and says how many', () => {
    expect(field('status')).toMatchObject({ kind: 'categorical', states: ['de novo', 'secondary'] });
    expect(inferred.notes).toContain(
      'Column status: 1 state is not written, because fewer than 5 rows have it. A table with it is refused until it is added here or left empty there.',
    );
    expect(JSON.stringify(inferred)).not.toContain('secret');
  });

  it('has both states of a pair, whatever their counts', () => {
    expect(field('rareflag')).toMatchObject({ states: ['0', '1'] });
    expect(field('sex')).toMatchObject({ states: ['f', 'm'] });
  });

  it('has grades in order', () => {
    expect(field('ecog')).toMatchObject({ states: ['0', '1', '2', '3'], ordered: true });
  });

  it('has roles that suit the values', () => {
    expect(field('age')).toMatchObject({
      kind: 'numeric',
      role: 'continuous',
      integer: true,
      decimals: 0,
      required: true,
    });
    expect(field('wbc')).toMatchObject({ kind: 'numeric', role: 'log', decimals: 1 });
    expect(field('blasts')).toMatchObject({ kind: 'numeric', role: 'mixed', modalValues: [0] });
  });

  it('has missing codes', () => {
    expect(inferred.dictionary.missingValues).toEqual(['', 'NA', '-99']);
    expect(field('lab')).toMatchObject({ minimum: 0, required: false, decimals: 2 });
    expect(field('cr')).toMatchObject({ required: false, states: ['0', '1'], outcome: true });
  });

  it('has endpoints, targets and constraints guessed from names', () => {
    expect(inferred.dictionary).toMatchObject({
      endpoints: [
        { name: 'OS', time: 'os_months', event: 'os_event', eventState: '1' },
        { name: 'EFS', time: 'efs_months', event: 'efs_event', eventState: '1' },
      ],
      targets: [
        { name: 'cr', kind: 'state', field: 'cr', positive: '1' },
        { kind: 'horizon', endpoint: 'OS', horizon: 24 },
      ],
      constraints: [
        { kind: 'order', lesser: 'efs_months', greater: 'os_months' },
        { kind: 'implies', field: 'os_event', state: '1', thenField: 'efs_event', thenState: '1' },
      ],
    });
    expect(field('os_months')).toMatchObject({ role: 'continuous', unit: 'months', outcome: true, minimum: 0 });
  });

  it('asks for units', () => {
    expect(field('age')).toMatchObject({ unit: '' });
    expect(inferred.notes.at(-1)).toMatch(/^Fill in units and check bounds: age/);
  });

  it('fits the table once what it leaves out is gone', async () => {
    const names = Object.keys(CELLS);
    const kept = inferred.dictionary.fields.map((other) => names.indexOf(other.name));
    const rows = cohort().split('\n');
    const lines = rows.map((line) => line.split(',')).map((cells) => kept.map((i) => cells[i].replace('secret', '')));
    const table = await readTable(Buffer.from(lines.map((cells) => cells.join(',')).join('\n')), inferred.dictionary);
    expect(table.rowCount).toBe(ROWS);
  });

  it('counts over all files, and takes semicolons and decimal commas', async () => {
    const first = await write('a.csv', 'x;kind\n1,5;a\n2,5;a\n4,5;b\n');
    const second = await write('b.csv', 'kind;x;more\na;3,5;y\na;0,5;y\na;9,25;y\n');
    const { dictionary, notes } = await inferDictionary([first, second]);
    expect(fieldNamed(dictionary, 'x')).toMatchObject({ kind: 'numeric', decimals: 2, maximum: 20 });
    expect(fieldNamed(dictionary, 'kind')).toMatchObject({ states: ['a'] });
    expect(notes).toContain('Column more is in 1 of 2 files.');
  });

  it('has no order constraint where a row breaks it', async () => {
    const broken = await write(
      'cohort.csv',
      cohort().replace(/\n[^\n]*$/, (line) => line.replace(/[^,]*,1,[^,]*,1$/, '90,1,1,1')),
    );
    const { dictionary } = await inferDictionary([broken]);
    expect(dictionary.endpoints).toHaveLength(2);
    expect(dictionary.constraints).toEqual([]);
  });

  it.each([
    ['an empty file', '', 'CL-DATA-005'],
    ['a header alone', 'a,b\n', 'CL-DATA-005'],
    ['nothing to describe', 'id,note\n1,x\n2,y\n', 'CL-DICT-001'],
    ['a malformed file', 'a,b\n"1,2\n', 'CL-DATA-010'],
  ])('of %s is refused', async (_, text, code) => {
    await expect(inferDictionary([await write('a.csv', text)])).rejects.toMatchObject({ code });
  });

  it('of a file that is not there is refused', async () => {
    await expect(inferDictionary(['/nowhere/a.csv'])).rejects.toMatchObject({ code: 'CL-IO-001' });
  });
});

describe('bounds', () => {
  it('lie well outside the extremes and tell neither', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5000, max: 5000 }), fc.nat(5000), (least, span) => {
        const { minimum, maximum } = generousBounds(least, least + span, 0);
        expect(minimum).toBeLessThanOrEqual(Math.min(least, 0));
        expect(maximum).toBeGreaterThanOrEqual(1);
        expect(maximum).toBeGreaterThanOrEqual(1.5 * (least + span));
        expect(String(maximum)).toMatch(/^[125]0*$/);
      }),
    );
  });
});

describe('files that no dictionary can be drafted from', () => {
  it.each([
    ['two columns of one name', 'a,a\n1,2\n', 'CL-DATA-007'],
    ['a column without a name', 'a,\n1,2\n', 'CL-DATA-007'],
    ['a row with more cells than the header', 'a,b\n1,2,3\n', 'CL-DATA-010'],
    ['a header alone', 'a,b\n', 'CL-DATA-005'],
  ])('%s', async (_name, csv, code) => {
    await expect(inferDictionary([await write('odd.csv', csv)])).rejects.toMatchObject({ code });
  });
});
