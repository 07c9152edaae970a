import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { residentPeak } from './resident-peak.ts';

const MAIN = fileURLToPath(new URL('../../dist/apps/cli/src/main.js', import.meta.url));

export interface RunFigures {
  readonly seconds: number;
  /** Of the process of the command; what it starts has its own. */
  readonly peakMegabytes: number;
}

export interface RunOptions {
  readonly nodeOptions?: readonly string[];
  /** Handed each piece of what the command says; without it that goes nowhere. */
  readonly onOutput?: (text: string) => void;
}

/** Runs a command line to its end. Throws when it fails. */
export async function runCommandLine(
  args: readonly string[],
  { nodeOptions = [], onOutput }: RunOptions = {},
): Promise<RunFigures> {
  const started = performance.now();
  const child: ChildProcess = spawn(process.execPath, [...nodeOptions, MAIN, ...args], {
    stdio: ['ignore', onOutput ? 'pipe' : 'ignore', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  if (onOutput) child.stdout?.setEncoding('utf8').on('data', onOutput);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let peakMegabytes = 0;
  while (child.exitCode === null && child.signalCode === null) {
    peakMegabytes = Math.max(peakMegabytes, await residentPeak(child.pid));
    await Promise.race([delay(100), ended]);
  }
  const code = await ended;
  if (code !== 0) throw new Error(`the command ${args[0]} ended with exit code ${code}`);
  return { seconds: (performance.now() - started) / 1000, peakMegabytes };
}
