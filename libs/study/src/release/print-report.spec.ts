import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type PagePrinter, printReport } from './print-report.ts';

let folder: string;
let notes: string[];

const observer = { noted: (what: string) => void notes.push(what) };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cohortloom-test-'));
  notes = [];
  await writeFile(join(folder, 'report.html'), '<p>');
});

describe('printing a report', () => {
  it('puts a PDF beside the page', async () => {
    const print: PagePrinter = async (page, pdf) => {
      expect(page).toBe(join(folder, 'report.html'));
      await writeFile(pdf, '%PDF');
      return { made: true };
    };
    expect(await printReport(folder, print, observer)).toBe(true);
    expect((await readdir(folder)).toSorted()).toEqual(['report.html', 'report.pdf']);
    expect(notes).toEqual([]);
  });

  it.each<[string, PagePrinter]>([
    ['can not be done', async () => ({ made: false, why: 'there is no browser' })],
    ['fails', () => Promise.reject(new Error('there is no browser'))],
  ])('is only noted where it %s, and leaves no PDF of an earlier report', async (_, print) => {
    await writeFile(join(folder, 'report.pdf'), 'old');
    expect(await printReport(folder, print, observer)).toBe(false);
    expect(await readdir(folder)).toEqual(['report.html']);
    expect(notes).toEqual(['report.pdf was not made: there is no browser. Any browser prints report.html.']);
  });

  it('is left out without a printer', async () => {
    await writeFile(join(folder, 'report.pdf'), 'old');
    expect(await printReport(folder, undefined, observer)).toBe(false);
    expect(await readdir(folder)).toEqual(['report.html']);
    expect(notes).toEqual([]);
  });
});
