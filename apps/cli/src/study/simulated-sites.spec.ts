import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { readDictionary } from '#tabular/dictionary-reading';
import { SAMPLE, scratchFolder, writeScratch } from '../testing/fixtures.ts';
import { readSimulatedSites } from './simulated-sites.ts';

it('keeps groups apart whose names differ in characters that no site name may have', async () => {
  const [header, ...rows] = (await readFile(SAMPLE('c.csv'), 'utf8')).trim().split('\n');
  const groups = ['Mü', 'Mö', 'ß', 'x'.repeat(80), ''];
  const lines = rows.slice(0, 10).map((row, k) => `${row},"${groups[k % groups.length]}"`);
  const table = await writeScratch(await scratchFolder(), 'cohort.csv', [`${header},centre`, ...lines].join('\n'));
  const dictionary = await readDictionary(SAMPLE('datapackage.json'));
  const sites = await readSimulatedSites({ table, siteColumn: 'centre', sizes: 'equal' }, dictionary);
  expect([...sites.values()].map(({ rowCount }) => rowCount)).toEqual(groups.map(() => 2));
  for (const name of sites.keys()) expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/);
});
