import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StudyObserver } from '../observer.ts';

/**
 * Makes the PDF file `pdf` of the HTML file `page`. A port, because it takes a browser, which a machine may lack: what
 * can't be made is told, never thrown.
 */
export type PagePrinter = (page: string, pdf: string) => Promise<PrintOutcome>;

/** `why` reads on from "report.pdf was not made:", without a full stop. */
export type PrintOutcome = { readonly made: true } | { readonly made: false; readonly why: string };

/**
 * Puts report.pdf beside the folder's report.html, or notes why there is none. One of an earlier report goes in any case.
 * Without a printer none is made. Never throws.
 * @returns whether there is a report.pdf now.
 */
export async function printReport(
  folder: string,
  print: PagePrinter | undefined,
  observer: Pick<StudyObserver, 'noted'>,
): Promise<boolean> {
  const pdf = join(folder, 'report.pdf');
  await rm(pdf, { force: true }).catch(() => {});
  if (print === undefined) return false;
  const outcome = await print(join(folder, 'report.html'), pdf).catch(failed);
  if (!outcome.made) observer.noted(`report.pdf was not made: ${outcome.why}. Any browser prints report.html.`);
  return outcome.made;
}

function failed(reason: unknown): PrintOutcome {
  return { made: false, why: reason instanceof Error ? reason.message : 'printing failed' };
}
