import { Command, CommanderError } from 'commander';
import { CohortloomError, describeError } from '#errors/cohortloom-error';
import { interruptSignal } from './interrupt.ts';

const USAGE_EXIT_CODE = 64;
/** How long something that can't be interrupted, such as a step of training, may keep a finished process alive. */
const END_WITHIN_MS = 2_000;

export interface CommandContext {
  /** Aborts on Ctrl-C, a termination request, or when the terminal has gone. */
  readonly signal: AbortSignal;
}

/** Runs a command line to its end and returns the exit code. Nobody ever sees a stack trace unless they ask for it. */
export async function runProgram(
  build: (context: CommandContext) => Command,
  argv: readonly string[],
): Promise<number> {
  const interrupt = interruptSignal();
  outliveReaders();
  process.once('uncaughtException', endForUnforeseen);
  try {
    await build({ signal: interrupt.signal })
      .exitOverride()
      .parseAsync([...argv]);
    return 0;
  } catch (reason) {
    if (reason instanceof CommanderError) return reason.exitCode === 0 ? 0 : USAGE_EXIT_CODE;
    return reportFailure(CohortloomError.from(reason));
  } finally {
    interrupt.release();
    process.off('uncaughtException', endForUnforeseen);
    setTimeout(() => process.exit(), END_WITHIN_MS).unref();
  }
}

function endForUnforeseen(reason: unknown): void {
  process.exit(reportFailure(CohortloomError.from(reason)));
}

/** Whoever reads the output may leave, as `head` does or a terminal that closes: the study goes on and is written. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}

function reportFailure(error: CohortloomError): number {
  process.stderr.write(`\n${describeError(error, { reveal: true })}\n`);
  if (process.env.COHORTLOOM_DEBUG) console.error(error);
  return error.exitCode;
}
