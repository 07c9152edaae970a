import type { Command } from 'commander';
import { wholeNumber } from '../options/numbers.ts';
import type { CommandContext } from '../run-program.ts';

const PLACE = 'folder, mongodb://HOST:PORT/DATABASE, or @FILE that names one';

export function addStoreCommand(program: Command, context: CommandContext): void {
  const store = program.command('store').description('copy, check or tidy up what a coordinator keeps of its studies');
  store
    .command('copy')
    .description('copy all studies to another store, as a backup or a move; run again, it goes on where it was')
    .argument('<from>', PLACE)
    .argument('<to>', PLACE)
    .action(async (from: string, to: string) => (await tending()).copyStore(from, to, context));
  store
    .command('check')
    .description('read all that is kept, and say what is damaged or missing (exit code 74)')
    .argument('<store>', PLACE)
    .action(async (url: string) => (await tending()).checkStore(url, context));
  store
    .command('sweep')
    .description('remove contributions that no study needs any more, and uploads that were never finished')
    .argument('<store>', PLACE)
    .option('--older-than <hours>', 'leave what was stored later', wholeNumber('--older-than', 1), 24)
    .action(async (url: string, { olderThan }: { olderThan: number }) =>
      (await tending()).sweepStore(url, olderThan, context),
    );
}

function tending() {
  return import('../store/tend-store.ts');
}
