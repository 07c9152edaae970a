import type { Command } from 'commander';
import { CohortloomError, describeError } from '#errors/cohortloom-error';
import { neededBlobs } from '#federation/needed-blobs';
import { checkStores, type StoreReport } from '#storage/check-stores';
import { copyStores } from '#storage/copy-stores';
import type { MaintenanceOptions } from '#storage/maintenance';
import { sweepStores } from '#storage/sweep-stores';
import { wholeNumber } from '../options/numbers.ts';
import type { CommandContext } from '../run-program.ts';
import { MaintenanceView } from '../store/maintenance-view.ts';
import { withStore } from '../store/with-store.ts';

const HOUR = 3_600_000;
const PLACE = 'folder, mongodb://HOST:PORT/DATABASE, or @FILE that names one';

export function addStoreCommand(program: Command, context: CommandContext): void {
  const store = program.command('store').description('copy, check or tidy up what a coordinator keeps of its studies');
  store
    .command('copy')
    .description('copy all studies to another store, as a backup or a move; run again, it goes on where it was')
    .argument('<from>', PLACE)
    .argument('<to>', PLACE)
    .action((from: string, to: string) => copy(from, to, context));
  store
    .command('check')
    .description('read all that is kept, and say what is damaged or missing (exit code 74)')
    .argument('<store>', PLACE)
    .action((url: string) => check(url, context));
  store
    .command('sweep')
    .description('remove contributions that no study needs any more, and uploads that were never finished')
    .argument('<store>', PLACE)
    .option('--older-than <hours>', 'leave what was stored later', wholeNumber('--older-than', 1), 24)
    .action((url: string, { olderThan }: { olderThan: number }) => sweep(url, olderThan, context));
}

async function copy(from: string, to: string, context: CommandContext): Promise<void> {
  await withStore(from, { mustExist: true }, (source) =>
    withStore(to, { mustExist: false }, async (target) => {
      const { studies, entries, blobs, bytes } = await withView(context, (options) =>
        copyStores(source, target, neededBlobs, options),
      );
      say(`Copied to ${target.name}: ${count(entries, 'entry', 'entries')}, ${contributions(blobs, bytes)}.`);
      say(`It has all of ${count(studies, 'study', 'studies')} of ${source.name}.`);
    }),
  );
}

async function check(url: string, context: CommandContext): Promise<void> {
  await withStore(url, { mustExist: true }, async (stores) => {
    const report = await withView(context, (options) => checkStores(stores, neededBlobs, options));
    sayReport(stores.name, report);
    if (report.faults.length > 0) throw faulty(stores.name, report.faults);
  });
}

async function sweep(url: string, hours: number, context: CommandContext): Promise<void> {
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
  return new CohortloomError('CL-IO-004', {
    what: `The store has ${count(faults.length, 'fault', 'faults')}, listed above.`,
    where: { file: place },
    todo: 'Restore it from a copy.',
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
