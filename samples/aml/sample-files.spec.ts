import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { categoryCodes, numericValues } from '#tabular/columns';
import { concatRows } from '#tabular/concat-rows';
import { readTable, type TableWarning } from '#tabular/csv/read-table';
import { parseDictionary } from '#tabular/dictionary-reading';
import type { Table } from '#tabular/table';
import { SAMPLE_DICTIONARY } from './dictionary.ts';
import { sampleFiles } from './sample-files.ts';

const files = sampleFiles();

/** Deaths per month among the rows that `holds` picks, over the same among the others. */
function deathRateRatio(table: Table, holds: (row: number) => boolean): number {
  const times = numericValues(table, 'os_months');
  const deaths = categoryCodes(table, 'os_event');
  const count = { true: { deaths: 0, months: 0 }, false: { deaths: 0, months: 0 } };
  for (let row = 0; row < table.rowCount; row++) {
    const group = count[`${holds(row)}`];
    group.deaths += deaths[row];
    group.months += times[row];
  }
  return count.true.deaths / count.true.months / (count.false.deaths / count.false.months);
}

describe('the sample cohort', () => {
  const warnings: TableWarning[] = [];
  let tables: Table[];
  let cohort: Table;

  beforeAll(async () => {
    const onWarning = (warning: TableWarning) => warnings.push(warning);
    tables = await Promise.all(
      ['a.csv', 'b.csv', 'c.csv'].map((name) =>
        readTable(Buffer.from(files.get(name) ?? ''), SAMPLE_DICTIONARY, { onWarning }),
      ),
    );
    cohort = concatRows(tables);
  });

  it.each([...files.keys()])('has %s as the script makes it', async (name) => {
    expect(await readFile(`samples/aml/${name}`, 'utf8')).toBe(files.get(name));
  });

  it('stays below 400 kB', () => {
    expect([...files.values()].reduce((bytes, text) => bytes + Buffer.byteLength(text), 0)).toBeLessThan(400_000);
  });

  it('describes itself', () => {
    expect(parseDictionary(files.get('datapackage.json') ?? '')).toEqual(SAMPLE_DICTIONARY);
  });

  it('has three sites of unequal size and keeps every constraint', () => {
    expect(tables.map((table) => table.rowCount)).toEqual([620, 390, 190]);
    expect(warnings).toEqual([]);
  });

  it('has EFS equal to OS in about two fifths of patients', () => {
    const os = numericValues(cohort, 'os_months');
    const equal = numericValues(cohort, 'efs_months').filter((time, row) => time === os[row]).length / cohort.rowCount;
    expect(equal).toBeGreaterThan(0.34);
    expect(equal).toBeLessThan(0.43);
  });

  it.each(['ecog', 'extramedullary', 'minus7', 'cr'])('has missing values in %s', (name) => {
    expect(categoryCodes(cohort, name).filter((code) => code < 0).length).toBeGreaterThan(20);
  });

  it.each(['NPM1', 'CEBPA_bZIP', 't_8_21', 'inv_16'])('shows that %s is favourable', (marker) => {
    const codes = categoryCodes(cohort, marker);
    expect(deathRateRatio(cohort, (row) => codes[row] === 1)).toBeLessThan(0.85);
  });

  it.each(['FLT3_ITD', 'RUNX1', 'ASXL1', 'TP53', 'complex_karyotype', 'minus5_del5q', 'minus7'])(
    'shows that %s is adverse',
    (marker) => {
      const codes = categoryCodes(cohort, marker);
      expect(deathRateRatio(cohort, (row) => codes[row] === 1)).toBeGreaterThan(1.15);
    },
  );

  it('shows that age is adverse', () => {
    const age = numericValues(cohort, 'age');
    expect(deathRateRatio(cohort, (row) => age[row] >= 60)).toBeGreaterThan(1.3);
  });

  it.each([
    ['NPM1', 'DNMT3A', 2],
    ['NPM1', 'FLT3_ITD', 2],
    ['TP53', 'complex_karyotype', 10],
    ['t_8_21', 'KIT', 5],
  ])('shows %s together with %s', (first, second, leastOddsRatio) => {
    const a = categoryCodes(cohort, first);
    const b = categoryCodes(cohort, second);
    const count = (x: number, y: number) => a.filter((code, row) => code === x && b[row] === y).length + 0.5;
    expect((count(1, 1) * count(0, 0)) / (count(1, 0) * count(0, 1))).toBeGreaterThan(leastOddsRatio);
  });
});
