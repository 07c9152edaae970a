import { SCORE_NAMES, type Scores, spreadOf } from './score.ts';
import type { JobResult } from './study-job.ts';
import { type BenchResult, type Stage, STAGE_WORDS, stageSpread } from './verdicts.ts';

/** Federated by these, a model of exact sums is to score what the pooled one scores, to the last digit. */
const FEDERATED = ['trials', 'centres'];

/**
 * Whether a cohort is no further from the real one than another real cohort would be: every score, after calibration, within two
 * standard deviations of those of the halvings; and whether federation costs nothing at all. Scores move with a cohort's size, so
 * a cohort as large as a half is judged beside the one as large as the training part.
 */
export function halvesVerdicts(results: readonly JobResult[], halves: readonly Scores[]): BenchResult[] {
  const of = (caseName: string) => results.filter((result) => result.caseName === caseName);
  const judged = FEDERATED.filter((caseName) => of(caseName).length > 0);
  return judged.flatMap((caseName) => [
    ...spreadVerdicts(caseName, of(caseName), 'halfSized', halves),
    ...spreadVerdicts(caseName, of(caseName), 'after', halves),
    ...(of('pooled').length > 0 ? [costVerdict(caseName, of(caseName), of('pooled'))] : []),
  ]);
}

function spreadVerdicts(
  caseName: string,
  results: readonly JobResult[],
  stage: Stage,
  halves: readonly Scores[],
): BenchResult[] {
  return SCORE_NAMES.map((name) => {
    const { mean } = stageSpread(results, stage, name);
    const real = spreadOf(halves.map((scores) => scores[name]));
    const target = rounded(real.mean - 2 * real.spread);
    return {
      case: `${caseName}, ${STAGE_WORDS[stage]}: ${name}`,
      value: rounded(mean),
      unit: 'score',
      peer: 'halves of the real cohort',
      peerValue: rounded(real.mean),
      ratio: rounded(mean / real.mean),
      target,
      met: rounded(mean) >= target,
    };
  });
}

/** The largest difference of any score of any seed. */
function costVerdict(caseName: string, federated: readonly JobResult[], pooled: readonly JobResult[]): BenchResult {
  const differences = federated.flatMap((result) => {
    const twin = pooled.find(({ seed }) => seed === result.seed);
    if (twin === undefined) return [];
    return (['after', 'halfSized'] as const).flatMap((stage) =>
      SCORE_NAMES.map((name) => Math.abs(result[stage][name] - twin[stage][name])),
    );
  });
  const value = Math.max(...differences);
  return {
    case: `cost of federation, ${caseName}: largest difference of any score`,
    value,
    unit: 'score',
    peer: 'pooled training',
    peerValue: null,
    ratio: null,
    target: 0,
    met: value === 0,
  };
}

function rounded(value: number): number {
  return Number(value.toFixed(4));
}
