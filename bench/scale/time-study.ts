import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { residentPeak } from '../shared/resident-peak.ts';

const MAIN = fileURLToPath(new URL('../../dist/apps/cli/src/main.js', import.meta.url));

/** What the command line says as each stage of a study begins. */
const STAGES = ['Waiting for sites', 'Profiling', 'Training', 'Sampling', 'Assessing', 'Writing'] as const;

export interface StudyTimes {
  /** Seconds of each stage, in order; the first is what comes before any. */
  readonly stages: readonly { readonly name: string; readonly seconds: number }[];
  readonly seconds: number;
  /** Of the process of the command; agents have their own. */
  readonly peakMegabytes: number;
}

/** Runs a command line to its end. */
export async function timeStudy(args: readonly string[], nodeOptions: readonly string[] = []): Promise<StudyTimes> {
  const started = performance.now();
  const child = spawn(process.execPath, [...nodeOptions, MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const marks = [{ name: 'starting and reading tables', at: started }];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n')) {
      const stage = STAGES.find((name) => line === `  ${name}`);
      if (stage !== undefined) marks.push({ name: stage, at: performance.now() });
    }
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let peakMegabytes = 0;
  while (child.exitCode === null && child.signalCode === null) {
    peakMegabytes = Math.max(peakMegabytes, await residentPeak(child.pid));
    await Promise.race([delay(100), ended]);
  }
  const code = await ended;
  if (code !== 0) throw new Error(`the study ended with exit code ${code}`);
  const end = performance.now();
  const ends = [...marks.slice(1).map(({ at }) => at), end];
  return {
    stages: marks.map(({ name, at }, i) => ({ name, seconds: (ends[i] - at) / 1000 })),
    seconds: (end - started) / 1000,
    peakMegabytes,
  };
}
