import type { BenchCase } from './cases.ts';
import { SCORE_NAMES, type ScoreName, type Scores, type Spread, spreadOf } from './score.ts';
import type { JobResult } from './study-job.ts';
import type { Stage } from './verdicts.ts';

const TITLE_WIDTH = 34;
const CELL_WIDTH = 15;

/** Floor, every case before and after calibration and at half the size, ceiling: means over the seeds ± standard deviation. */
export function scoreTable(
  cases: readonly BenchCase[],
  results: readonly JobResult[],
  floor: Scores,
  ceiling: Scores,
): string {
  const header = line('', SCORE_NAMES);
  const fixed = (title: string, scores: Scores) =>
    line(
      title,
      SCORE_NAMES.map((name) => scores[name].toFixed(3)),
    );
  const rows = cases.flatMap(({ name, title }) => {
    const own = results.filter((result) => result.caseName === name);
    if (own.length === 0) return [];
    const cells = (stage: Stage) =>
      SCORE_NAMES.map((score: ScoreName) => cell(spreadOf(own.map((result) => result[stage][score]))));
    return [
      line(title, cells('before')),
      line('  calibrated', cells('after')),
      line('  calibrated, as large as a half', cells('halfSized')),
    ];
  });
  return [
    header,
    fixed('floor: columns shuffled', floor),
    ...rows,
    fixed('ceiling: halves of the cohort', ceiling),
  ].join('\n');
}

/** Leakage coefficient and membership inference of the calibrated cohorts, mean over the seeds. */
export function leakageTable(cases: readonly BenchCase[], results: readonly JobResult[]): string {
  const names = ['leakageCoefficient', 'membershipAuc'] as const;
  const rows = cases.flatMap(({ name, title }) => {
    const own = results.filter((result) => result.caseName === name && result.leakage !== undefined);
    if (own.length === 0) return [];
    return [
      line(
        title,
        names.map((measure) => cell(spreadOf(own.map(({ leakage }) => leakage[measure])))),
      ),
    ];
  });
  return [line('', ['leakage', 'membership']), ...rows].join('\n');
}

function line(title: string, cells: readonly string[]): string {
  return title.padEnd(TITLE_WIDTH) + cells.map((text) => text.padStart(CELL_WIDTH)).join('');
}

function cell({ mean, spread }: Spread): string {
  return `${mean.toFixed(3)} ±${spread.toFixed(3)}`;
}
