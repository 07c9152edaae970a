import { Command } from 'commander';
import { addAgentCommand } from './commands/agent.ts';
import { addCoordinatorCommand } from './commands/coordinator.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addDictionaryCommand } from './commands/dictionary.ts';
import { addEvaluateCommand } from './commands/evaluate.ts';
import { addGenerateCommand } from './commands/generate.ts';
import { addLocalCommand } from './commands/local.ts';
import { addSimulateCommand } from './commands/simulate.ts';
import { addStoreCommand } from './commands/store.ts';
import { addStudyCommand } from './commands/study.ts';
import type { CommandContext } from './run-program.ts';
import { softwareVersion } from './software-version.ts';

/** The command line `cohortloom`. */
export function buildProgram(context: CommandContext): Command {
  // First of all, so that the commands inherit it: commander must throw, not exit.
  const program = new Command('cohortloom')
    .exitOverride()
    .description('Synthetic clinical-trial cohorts trained across hospitals that may not share patients')
    .version(softwareVersion())
    .showHelpAfterError('(see: cohortloom --help)');
  for (const add of [
    addDemoCommand,
    addLocalCommand,
    addSimulateCommand,
    addCoordinatorCommand,
    addAgentCommand,
    addStudyCommand,
    addDictionaryCommand,
    addEvaluateCommand,
    addGenerateCommand,
    addStoreCommand,
  ]) {
    add(program, context);
  }
  return program;
}
