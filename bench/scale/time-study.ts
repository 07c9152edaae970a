import { type RunFigures, runCommandLine } from '../shared/run-command-line.ts';

/** What the command line says as each stage of a study begins. */
const STAGES = ['Waiting for sites', 'Profiling', 'Training', 'Sampling', 'Assessing', 'Writing'] as const;

export interface StudyTimes extends RunFigures {
  /** Seconds of each stage, in order; the first is what comes before any. */
  readonly stages: readonly { readonly name: string; readonly seconds: number }[];
}

/** Runs a command line to its end. */
export async function timeStudy(args: readonly string[], nodeOptions: readonly string[] = []): Promise<StudyTimes> {
  const started = performance.now();
  const marks = [{ name: 'starting and reading tables', at: started }];
  const onOutput = (text: string) => {
    for (const line of text.split('\n')) {
      const stage = STAGES.find((name) => line === `  ${name}`);
      if (stage !== undefined) marks.push({ name: stage, at: performance.now() });
    }
  };
  const { seconds, peakMegabytes } = await runCommandLine(args, { nodeOptions, onOutput });
  const ends = [...marks.slice(1).map(({ at }) => at), started + 1000 * seconds];
  return {
    stages: marks.map(({ name, at }, i) => ({ name, seconds: (ends[i] - at) / 1000 })),
    seconds,
    peakMegabytes,
  };
}
