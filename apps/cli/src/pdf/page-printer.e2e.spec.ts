import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { renderHtml } from '#evaluation/report/html/render-html';
import { simulatedReport } from '../../../../libs/evaluation/src/report/testing/simulated-report.ts';
import { scratchFolder, writeScratch } from '../testing/fixtures.ts';
import { findChromium } from './find-chromium.ts';
import { createPagePrinter } from './page-printer.ts';

const search = await findChromium({ platform: process.platform, environment: process.env });
if ('why' in search) console.info(`skipped: ${search.why}`);

const onChromium = 'why' in search ? describe.skip : describe;

onChromium('a real Chromium', () => {
  const print = createPagePrinter({ signal: new AbortController().signal });

  it('prints a report', async () => {
    const folder = await scratchFolder();
    const page = await writeScratch(folder, 'report.html', renderHtml(simulatedReport()));
    expect(await print(page, join(folder, 'report.pdf'))).toEqual({ made: true });
    const pdf = await readFile(join(folder, 'report.pdf'), 'latin1');
    expect(pdf.match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(3);
    expect(pdf).toContain('three trials: report on a synthetic cohort');
    expect((await readdir(folder)).toSorted()).toEqual(['report.html', 'report.pdf']);
  });

  it('prints no page that is not there', async () => {
    const folder = await scratchFolder();
    const outcome = await print(join(folder, 'none.html'), join(folder, 'report.pdf'));
    expect(outcome).toEqual({ made: false, why: expect.stringContaining('ERR_FILE_NOT_FOUND') });
    expect(await readdir(folder)).toEqual([]);
  });
});
