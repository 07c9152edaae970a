import type { Command } from 'commander';
import { STORE_VARIABLE } from '../store/store-variable.ts';
import type { CommandContext } from '../run-program.ts';

export function addCoordinatorCommand(program: Command, context: CommandContext): void {
  program
    .command('coordinator')
    .description('host one study: takes agents in, runs its rounds, writes the release')
    .requiredOption('--config <file>', 'configuration (YAML)')
    .option(
      '--store <url>',
      `where the study is kept: a folder, a database, or @FILE that names one; instead of what the configuration or ${STORE_VARIABLE} says`,
    )
    .action(async ({ config, store }: { config: string; store?: string }) => {
      const { hostStudy } = await import('../study/host-study.ts');
      await hostStudy(config, store, context);
    });
}
