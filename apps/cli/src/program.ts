import { Command } from 'commander';
import { CohortloomError, describeError } from '#errors/cohortloom-error';
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
    .configureOutput({ outputError: (text, write) => write(`\n${describeError(notUnderstood(text))}\n`) });
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

/** @param text what commander says: `error: missing required argument 'study'` */
function notUnderstood(text: string): CohortloomError {
  const words = text
    .trim()
    .replace(/^error: /, '')
    .replaceAll('\n', ' ');
  return new CohortloomError('CL-CONF-005', {
    what: `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.?)]$/.test(words) ? '' : '.'}`,
    todo: '`cohortloom --help` lists the commands, `cohortloom COMMAND --help` the options of one.',
  });
}
