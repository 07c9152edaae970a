import { type ChildProcess, spawn } from 'node:child_process';

export interface RunOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface ProgramEnd {
  readonly how: 'exited' | 'not started' | 'timed out' | 'interrupted';
  /** Of a program that exited by itself. */
  readonly exitCode: number | null;
  /** The end of what it wrote to its standard error. */
  readonly lastWords: string;
}

const TAIL_CHARACTERS = 4_000;
/** So long what was killed may take to be gone. */
const GONE_WITHIN_MS = 2_000;

/**
 * Runs a program, at most for `timeoutMs`, with nothing to read and its output dropped. Whatever it has started ends with
 * it, and all of it with this process. Never throws.
 */
export async function runBounded(program: string, args: readonly string[], options: RunOptions): Promise<ProgramEnd> {
  const limit = AbortSignal.timeout(options.timeoutMs);
  const stop = AbortSignal.any([options.signal, limit]);
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: options.environment,
    // A process group of its own, to be killed as one. Windows has none; there a browser's processes end with the first.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const kill = () => killGroup(child);
  let lastWords = '';
  child.stderr.on('data', (chunk: Buffer) => (lastWords = (lastWords + chunk.toString()).slice(-TAIL_CHARACTERS)));
  child.on('exit', kill);
  process.on('exit', kill);
  stop.addEventListener('abort', kill);
  if (stop.aborted) kill();
  await untilGone(child, stop);
  process.off('exit', kill);
  child.stderr.destroy();
  return { how: endOf(child, options.signal, limit), exitCode: child.exitCode, lastWords };
}

function untilGone(child: ChildProcess, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const resolveSoon = () => void setTimeout(resolve, GONE_WITHIN_MS).unref();
    child.on('close', () => resolve());
    child.on('error', () => resolve());
    child.on('exit', resolveSoon);
    stop.addEventListener('abort', resolveSoon);
    if (stop.aborted) resolveSoon();
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // All of it is gone.
  }
}

function endOf(child: ChildProcess, signal: AbortSignal, limit: AbortSignal): ProgramEnd['how'] {
  if (child.pid === undefined) return 'not started';
  if (child.exitCode !== null) return 'exited';
  if (signal.aborted) return 'interrupted';
  return limit.aborted ? 'timed out' : 'exited';
}
