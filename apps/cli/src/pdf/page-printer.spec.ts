import { access, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { PrintOutcome } from '#study/release/print-report';
import { scratchFolder, writeScratch } from '../testing/fixtures.ts';
import { createPagePrinter, type PagePrinterOptions } from './page-printer.ts';
import { fakeChromium, WRITE_PDF } from './testing/fake-chromium.ts';

let folder: string;
let page: string;
let pdf: string;

beforeEach(async () => {
  folder = await scratchFolder();
  page = await writeScratch(folder, 'report.html', '<p>');
  pdf = join(folder, 'report.pdf');
});

async function print(body: string, options: Partial<PagePrinterOptions> = {}): Promise<PrintOutcome> {
  const executable = await fakeChromium(await scratchFolder(), body);
  const environment = { ...process.env, COHORTLOOM_CHROMIUM: executable };
  const machine = { platform: process.platform, environment };
  return createPagePrinter({ signal: new AbortController().signal, machine, ...options })(page, pdf);
}

async function expectNothingLeft(): Promise<void> {
  expect(await readdir(folder)).toEqual(['report.html']);
}

/** What a browser starts in the background: it writes `late` in a second, if it isn't ended. */
const startHelper = (late: string) => `(sleep 1; echo > '${late}') &`;

async function expectNoSign(late: string): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await expect(access(late)).rejects.toMatchObject({ code: 'ENOENT' });
}

describe('printing a page', () => {
  it('has a browser print it, and moves the PDF into its place when it is whole', async () => {
    const told = join(await scratchFolder(), 'told');
    expect(await print(`ls -A "\${out%/*}" > '${told}'; echo "$page" >> '${told}'; ${WRITE_PDF}`)).toEqual({
      made: true,
    });
    expect(await readFile(pdf, 'utf8')).toBe('%PDF-1.4\n%%EOF\n');
    expect((await readdir(folder)).toSorted()).toEqual(['report.html', 'report.pdf']);
    expect(await readFile(told, 'utf8')).toBe(`report.html\nfile://${page}\n`);
  });

  it('gives the browser a profile of its own, that goes with it, and no network', async () => {
    const told = join(await scratchFolder(), 'told');
    await print(`echo "$profile" > '${told}'; touch "$profile/used"; printf '%s\\n' "$@" >> '${told}'; ${WRITE_PDF}`);
    const [profile, ...args] = (await readFile(told, 'utf8')).trim().split('\n');
    await expect(readdir(profile)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(args).toEqual(expect.arrayContaining(['--host-resolver-rules=MAP * ~NOTFOUND', '--disable-sync']));
    expect(args.includes('--no-sandbox')).toBe(process.getuid?.() === 0);
  });

  it('replaces an earlier PDF', async () => {
    await writeScratch(folder, 'report.pdf', 'old');
    expect(await print(WRITE_PDF)).toEqual({ made: true });
    expect(await readFile(pdf, 'utf8')).toContain('%PDF');
  });

  it.each([
    ['ends with an error', `${WRITE_PDF}; echo 'no room' >&2; exit 1`, 'wrote no PDF and said: no room'],
    [
      'says what was wrong among other things',
      `echo '[1:2:ERROR:headless_command_handler.cc:4] Page load failed: net::ERR_ACCESS_DENIED' >&2; echo '[1:2] bus' >&2`,
      'wrote no PDF and said: Page load failed: net::ERR_ACCESS_DENIED',
    ],
    ['writes nothing', 'exit 0', 'wrote no PDF'],
    ['writes an empty file', ': > "$out"', 'wrote no PDF'],
    ['writes something else', 'echo "<html>%%EOF" > "$out"', 'wrote no PDF'],
    ['writes half a PDF', `printf '%%PDF-1.4\\n' > "$out"`, 'wrote no PDF'],
    ['is ended by the system', 'kill -9 $$', 'crashed'],
  ])('is not done where the browser %s', async (_, body, why) => {
    expect(await print(body)).toEqual({ made: false, why: `the browser ${why}` });
    await expectNothingLeft();
  });

  it('does not take what a killed run has left for its own', async () => {
    await writeScratch(folder, '.report.pdf.part', '%PDF-1.4\n%%EOF\n');
    expect(await print('exit 0')).toEqual({ made: false, why: 'the browser wrote no PDF' });
    await expectNothingLeft();
  });

  it('is not done without a browser, or with one that is no program', async () => {
    const machine = { platform: process.platform, environment: { COHORTLOOM_CHROMIUM: 'none' } };
    expect(await print('', { machine })).toEqual({ made: false, why: 'COHORTLOOM_CHROMIUM says none' });
    const broken = await fakeChromium(folder, '');
    await writeScratch(folder, 'chromium', '#!/nowhere/sh\n');
    const environment = { COHORTLOOM_CHROMIUM: broken };
    const outcome = await print('', { machine: { ...machine, environment } });
    expect(outcome).toEqual({ made: false, why: "the browser can't be started" });
  });

  it('is not done where a folder is in the way', async () => {
    await mkdir(join(pdf, 'full'), { recursive: true });
    expect(await print(WRITE_PDF)).toEqual({ made: false, why: "report.pdf can't be moved into its place" });
    expect((await readdir(folder)).toSorted()).toEqual(['report.html', 'report.pdf']);
  });

  it('ends a browser that hangs, and all that it has started', async () => {
    const late = join(await scratchFolder(), 'late');
    const outcome = await print(`${startHelper(late)} ${WRITE_PDF}; wait; sleep 60`, { timeoutMs: 500 });
    expect(outcome).toEqual({ made: false, why: 'the browser took more than 0.5 seconds' });
    await expectNothingLeft();
    await expectNoSign(late);
  });

  it('ends what a browser leaves behind', async () => {
    const late = join(await scratchFolder(), 'late');
    expect(await print(`${startHelper(late)} ${WRITE_PDF}`)).toEqual({ made: true });
    await expectNoSign(late);
  });

  it('ends at once when the study is interrupted, before or while it prints', async () => {
    const interrupted = { made: false, why: 'printing was interrupted' };
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 300);
    expect(await print('sleep 60', { signal: stop.signal })).toEqual(interrupted);
    expect(await print('sleep 60', { signal: stop.signal })).toEqual(interrupted);
    await expectNothingLeft();
  }, 20_000);
});
