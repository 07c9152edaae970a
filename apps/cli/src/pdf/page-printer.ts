import { mkdtemp, open, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { PagePrinter, PrintOutcome } from '#study/release/print-report';
import { chromiumArguments } from './chromium-arguments.ts';
import { findChromium, type Machine } from './find-chromium.ts';
import { type ProgramEnd, runBounded } from './run-bounded.ts';

export interface PagePrinterOptions {
  /** Ends the printing; the page is left as it is. */
  readonly signal: AbortSignal;
  /** Where to look for a browser; this machine by default. */
  readonly machine?: Machine;
  /** A minute by default; a report takes seconds. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 60_000;
/** The mark of a PDF's end is among its last bytes. */
const END_BYTES = 1_024;
const WORDS_SHOWN = 200;

/** A printer that uses a Chromium, Chrome or Edge where there is one. */
export function createPagePrinter(options: PagePrinterOptions): PagePrinter {
  const { signal, machine = { platform: process.platform, environment: process.env } } = options;
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  return async (page, pdf) => {
    const search = await findChromium(machine);
    if ('why' in search) return { made: false, why: search.why };
    return inScratchFolder(async (profile) => {
      // Beside its place, where a browser of the user may write, and from where it is moved in one step.
      const part = resolve(dirname(pdf), `.${basename(pdf)}.part`);
      const args = chromiumArguments({ page, pdf: part, profile, isRoot: process.getuid?.() === 0 });
      const environment = { ...machine.environment, XDG_CONFIG_HOME: profile, XDG_CACHE_HOME: profile };
      // A browser that prints nothing may yet exit in peace: what a killed run has left must not pass for its work.
      await rm(part, { force: true });
      const end = await runBounded(search.executable, args, { environment, timeoutMs, signal });
      return moveIfWhole(part, pdf, end, timeoutMs);
    });
  };
}

async function inScratchFolder(work: (folder: string) => Promise<PrintOutcome>): Promise<PrintOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'cohortloom-print-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }).catch(() => {});
  }
}

async function moveIfWhole(part: string, pdf: string, end: ProgramEnd, timeoutMs: number): Promise<PrintOutcome> {
  try {
    if (end.how !== 'exited' || end.exitCode !== 0 || !(await isWholePdf(part))) {
      return { made: false, why: whyNot(end, timeoutMs) };
    }
    await rename(part, pdf);
    return { made: true };
  } catch {
    return { made: false, why: `${basename(pdf)} can't be moved into its place` };
  } finally {
    await rm(part, { force: true }).catch(() => {});
  }
}

async function isWholePdf(path: string): Promise<boolean> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    const start = await file.read(Buffer.alloc(5), 0, 5, 0);
    const end = await file.read(Buffer.alloc(END_BYTES), 0, END_BYTES, Math.max(0, size - END_BYTES));
    return start.buffer.toString('latin1') === '%PDF-' && end.buffer.includes('%%EOF');
  } catch {
    return false;
  }
}

function whyNot({ how, exitCode, lastWords }: ProgramEnd, timeoutMs: number): string {
  switch (how) {
    case 'not started':
      return "the browser can't be started";
    case 'interrupted':
      return 'printing was interrupted';
    case 'timed out':
      return `the browser took more than ${timeoutMs / 1_000} seconds`;
    case 'exited':
      return `the browser ${exitCode === null ? 'crashed' : 'wrote no PDF'}${said(lastWords)}`;
  }
}

/** The last line of the part that prints, or else the last one, without the log's own prefix: a browser says a lot. */
function said(lastWords: string): string {
  const lines = lastWords.split(/\r?\n/).filter((line) => line.trim() !== '');
  const telling = lines.findLast((line) => line.includes('headless_command_handler')) ?? lines.at(-1);
  const words = telling?.replace(/^\[[^\]]*\]\s*/, '').trim();
  return words === undefined ? '' : ` and said: ${words.slice(0, WORDS_SHOWN)}`;
}
