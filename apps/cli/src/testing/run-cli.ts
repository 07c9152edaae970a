import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../../dist/apps/cli/src/main.js', import.meta.url));

export interface CliResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly child: ChildProcess;
  readonly finished: Promise<CliResult>;
  /** Resolves when the output has `text`, rejects when the process ends before. */
  sees(text: string): Promise<void>;
}

const running = new Set<ChildProcess>();

/** Ends whatever a failed test has left running. */
export function endAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Starts the built command line as a user would. */
export function startCli(args: readonly string[], environment: Record<string, string> = {}): RunningCli {
  if (!existsSync(MAIN)) throw new Error('the command line is not built: npm run build');
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // What is tested doesn't hang on a browser of this machine.
    env: { ...process.env, NODE_OPTIONS: '', COHORTLOOM_CHROMIUM: 'none', ...environment },
  });
  running.add(child);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const finished = new Promise<CliResult>((resolve) => {
    child.on('close', (exitCode) => {
      running.delete(child);
      resolve({ exitCode, stdout, stderr });
    });
  });
  const sees = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if ((stdout + stderr).includes(text)) resolve();
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      void finished.then(() => reject(new Error(`ended without saying "${text}":\n${stdout}\n${stderr}`)));
      look();
    });
  return { child, finished, sees };
}

export function runCli(...args: readonly string[]): Promise<CliResult> {
  return startCli(args).finished;
}
