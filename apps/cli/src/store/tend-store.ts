import { CohortloomError, describeError } from '#errors/cohortloom-error';
import { neededBlobs } from '#federation/needed-blobs';
import { checkStores, type StoreReport } from '#storage/check-stores';
import { copyStores } from '#storage/copy-stores';
import type { MaintenanceOptions } from '#storage/maintenance';
import { sweepStores } from '#storage/sweep-stores';
import type { CommandContext } from '../run-program.ts';
import { MaintenanceView } from './maintenance-view.ts';
import { withStore } from './with-store.ts';

const HOUR = 3_600_000;

/** Throws what `copyStores` throws. */
export async function copyStore(from: string, to: string, context: CommandContext): Promise<void> {
  await withStore(from, { mustExist: true }, (source) =>
    withStore(to, { mustExist: false }, async (target) => {
      const { studies, entries, blobs, bytes, damaged } = await withView(context, (options) =>
        copyStores(source, target, neededBlobs, options),
      );
      say(`Copied to ${target.name}: ${count(entries, 'entry', 'entries')}, ${contributions(blobs, bytes)}.`);
      if (damaged > 0)
        say(
          `Left out ${count(damaged, 'contribution', 'contributions')} that no study needs, damaged in ${source.name}.`,
        );
      say(`It has all of ${count(studies, 'study', 'studies')} of ${source.name}.`);
    }),
  );
}

/** Throws CL-IO-004 when something is damaged or missing, CL-IO-001 when all that is wrong is what can't be read; each fault is told before. */
export async function checkStore(url: string, context: CommandContext): Promise<void> {
  await withStore(url, { mustExist: true }, async (stores) => {
    const report = await withView(context, (options) => checkStores(stores, neededBlobs, options));
    sayReport(stores.name, report);
    if (report.faults.length > 0) throw faulty(stores.name, report.faults);
  });
}

/** Throws what `sweepStores` throws. */
export async function sweepStore(url: string, hours: number, context: CommandContext): Promise<void> {
  await withStore(url, { mustExist: true }, async (stores) => {
    const { blobs, bytes } = await withView(context, (options) =>
      sweepStores(stores, neededBlobs, hours * HOUR, options),
    );
    say(`Removed from ${stores.name}: ${contributions(blobs, bytes)}.`);
  });
}

function sayReport(place: string, { studies, entries, blobs, bytes, unused }: StoreReport): void {
  const parts = [count(studies, 'study', 'studies'), count(entries, 'entry', 'entries'), contributions(blobs, bytes)];
  say(`${place}: ${parts.join(', ')}.`);
  if (unused.blobs > 0) say(`No study needs ${contributions(unused.blobs, unused.bytes)}: "store sweep" removes them.`);
}

function faulty(place: string, faults: readonly CohortloomError[]): CohortloomError {
  for (const fault of faults) process.stderr.write(`${describeError(fault)}\n`);
  if (faults.every(({ code }) => code === 'CL-IO-001')) return unread(place, faults.length);
  return new CohortloomError('CL-IO-004', {
    what: `The store has ${count(faults.length, 'fault', 'faults')}, listed above.`,
    where: { file: place },
    todo: 'Restore it from a copy: "store copy COPY STORE" replaces contributions that are damaged or missing.',
  });
}

/** What nobody could read may well be sound. */
function unread(place: string, number: number): CohortloomError {
  return new CohortloomError('CL-IO-001', {
    what: `${count(number, 'part', 'parts')} of the store, listed above, can't be read; no damage was found in the rest.`,
    where: { file: place },
    todo: 'Run the check as a user who may read all of it.',
  });
}

async function withView<T>(
  { signal }: CommandContext,
  action: (options: MaintenanceOptions) => Promise<T>,
): Promise<T> {
  const view = new MaintenanceView(process.stdout);
  try {
    return await action({ signal, onProgress: (progress) => view.show(progress) });
  } finally {
    view.close();
  }
}

function contributions(blobs: number, bytes: number): string {
  return `${count(blobs, 'contribution', 'contributions')} (${(bytes / 1e6).toFixed(1)} MB)`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

function say(words: string): void {
  process.stdout.write(`${words}\n`);
}
