/**
 * How long whole studies of sequential trees take, stage by stage, and their peak memory, on simulated tables (the same for
 * everybody: seeded). Run: npm run bench:scale -- [--case grpc-3|grpc-43|sites-5|sites-50] [--profile FOLDER]. With a folder the
 * processor profile of the command's process goes there.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CASES, type ScaleCase } from './cases.ts';
import { type StudyTimes, timeStudy } from './time-study.ts';

const { values: options } = parseArgs({ options: { case: { type: 'string' }, profile: { type: 'string' } } });

async function main(): Promise<void> {
  const wanted = CASES.filter(({ name }) => options.case === undefined || name === options.case);
  if (wanted.length === 0) throw new RangeError(`--case is one of ${CASES.map(({ name }) => name).join(', ')}`);
  const results: object[] = [];
  for (const scaleCase of wanted) {
    const times = await measure(scaleCase);
    tell(scaleCase, times);
    results.push(...resultsOf(scaleCase, times));
  }
  console.log(JSON.stringify({ bench: 'scale', results }));
}

async function measure(scaleCase: ScaleCase): Promise<StudyTimes> {
  const folder = await mkdtemp(join(tmpdir(), 'cohortloom-bench-'));
  try {
    const args = await scaleCase.prepare(folder);
    const profile = options.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profile}`];
    return await timeStudy([...args, '--model', 'sequential-trees', '--out', join(folder, 'out')], profile);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Seconds that count for the case. */
function counted({ until }: ScaleCase, { stages, seconds }: StudyTimes): number {
  const end = stages.findIndex(({ name }) => name === until);
  return end < 0 ? seconds : stages.slice(0, end).reduce((sum, stage) => sum + stage.seconds, 0);
}

function tell(scaleCase: ScaleCase, times: StudyTimes): void {
  const seconds = counted(scaleCase, times);
  console.log(`\n${scaleCase.title}`);
  for (const { name, seconds: own } of times.stages) console.log(`  ${name.padEnd(28)}${own.toFixed(1).padStart(7)} s`);
  console.log(
    `  ${seconds.toFixed(1)} s (target ${scaleCase.targetSeconds}), ${Math.round(scaleCase.rows / seconds)} rows/s, ` +
      `peak ${times.peakMegabytes.toFixed(0)} MB`,
  );
}

function resultsOf(scaleCase: ScaleCase, times: StudyTimes): object[] {
  const { name, targetSeconds, targetMegabytes } = scaleCase;
  const seconds = Number(counted(scaleCase, times).toFixed(1));
  const megabytes = Math.round(times.peakMegabytes);
  const alone = { peer: null, peerValue: null, ratio: null };
  const memory = targetMegabytes === undefined ? [] : [{ target: targetMegabytes, met: megabytes <= targetMegabytes }];
  return [
    { case: name, value: seconds, unit: 's', target: targetSeconds, met: seconds <= targetSeconds, ...alone },
    ...memory.map((met) => ({ case: `${name}, peak memory`, value: megabytes, unit: 'MB', ...met, ...alone })),
  ];
}

await main();
