import type { GeneratorName } from '#generators/generator-names';
import type { JobResult } from './study-job.ts';
import { type ScoreName, type Spread, spreadOf } from './score.ts';

/** A line of the bench's last output. */
export interface BenchResult {
  readonly case: string;
  readonly value: number;
  readonly unit: string;
  readonly peer: string;
  readonly peerValue: number | null;
  readonly ratio: number | null;
  readonly target: number;
  readonly met: boolean;
}

type Targets = Readonly<Partial<Record<ScoreName, number>>>;

/** Least means over the seeds, of federation by trial after calibration. */
const CTABGAN_PLUS: Targets = {
  BSM: 0.97,
  RSC: 0.965,
  LTC: 0.775,
  'OS KM': 0.98,
  'EFS KM': 0.98,
  retention: 0.9,
  'MCC CR': 0.16,
  'MCC 2y OS': 0.3,
  'LTC test': 0.685,
};

/** The same, of pooled training and of federation by trial, before calibration and after. */
const SURVIVAL_NFLOW: Targets = {
  BSM: 0.94,
  RSC: 0.95,
  LTC: 0.76,
  'OS KM': 0.97,
  'EFS KM': 0.97,
  RF: 0.65,
  retention: 0.88,
};

export type Stage = 'before' | 'after' | 'halfSized';

interface Judged {
  readonly targets: Targets;
  /** Cases whose means must reach the targets. */
  readonly cases: readonly string[];
  readonly stages: readonly Stage[];
}

/** Models that are trained by gradients; federation costs the others nothing at all (see halves-verdicts.ts). */
const JUDGED: Readonly<Partial<Record<GeneratorName, Judged>>> = {
  'ctabgan-plus': { targets: CTABGAN_PLUS, cases: ['trials'], stages: ['after'] },
  'survival-nflow': { targets: SURVIVAL_NFLOW, cases: ['pooled', 'trials'], stages: ['before', 'after'] },
};

const CASE_WORDS: Readonly<Record<string, string>> = { pooled: 'pooled', trials: 'by trial', centres: 'by centre' };
export const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  before: 'not calibrated',
  after: 'calibrated',
  halfSized: 'calibrated, as large as a half',
};

/** Largest share of pooled training's score that federation may cost. */
const COST_LIMITS = { trials: 0.02, centres: 0.05 } as const;

/** Undefined for a model that is judged otherwise. */
export function verdicts(model: GeneratorName, results: readonly JobResult[]): BenchResult[] | undefined {
  const judged = JUDGED[model];
  if (judged === undefined) return undefined;
  const of = (caseName: string) => results.filter((result) => result.caseName === caseName);
  return judged.stages.flatMap((stage) => [
    ...judged.cases.flatMap((caseName) => targetVerdicts(caseName, of(caseName), of('pooled'), stage, judged.targets)),
    ...(['trials', 'centres'] as const).flatMap((caseName) =>
      costVerdicts(caseName, of(caseName), of('pooled'), stage, judged.targets),
    ),
  ]);
}

export function stageSpread(results: readonly JobResult[], stage: Stage, name: ScoreName): Spread {
  return spreadOf(results.map((result) => result[stage][name]));
}

function targetVerdicts(
  caseName: string,
  results: readonly JobResult[],
  pooled: readonly JobResult[],
  stage: Stage,
  targets: Targets,
): BenchResult[] {
  if (results.length === 0) return [];
  return scoreNames(targets).map((name) => {
    const { mean } = stageSpread(results, stage, name);
    const peer = pooled.length > 0 ? stageSpread(pooled, stage, name).mean : null;
    const target = targets[name]!;
    return {
      case: `${CASE_WORDS[caseName]}, ${STAGE_WORDS[stage]}: ${name}`,
      value: rounded(mean),
      unit: 'score',
      peer: 'pooled training',
      peerValue: peer === null ? null : rounded(peer),
      ratio: peer === null ? null : rounded(mean / peer),
      target,
      met: rounded(mean) >= target,
    };
  });
}

/** Met when the cost is within the limit, or the difference within two standard errors of the seeds. */
function costVerdicts(
  caseName: keyof typeof COST_LIMITS,
  federated: readonly JobResult[],
  pooled: readonly JobResult[],
  stage: Stage,
  targets: Targets,
): BenchResult[] {
  if (federated.length === 0 || pooled.length === 0) return [];
  return scoreNames(targets).map((name) => {
    const own = stageSpread(federated, stage, name);
    const peer = stageSpread(pooled, stage, name);
    const cost = (peer.mean - own.mean) / peer.mean;
    const noise = 2 * Math.sqrt(own.spread ** 2 / federated.length + peer.spread ** 2 / pooled.length);
    return {
      case: `cost of federation, ${CASE_WORDS[caseName]}, ${STAGE_WORDS[stage]}: ${name}`,
      value: rounded(100 * cost),
      unit: '% of pooled',
      peer: 'pooled training',
      peerValue: rounded(peer.mean),
      ratio: rounded(own.mean / peer.mean),
      target: 100 * COST_LIMITS[caseName],
      met: cost <= COST_LIMITS[caseName] || peer.mean - own.mean <= noise,
    };
  });
}

function scoreNames(targets: Targets): ScoreName[] {
  return Object.keys(targets) as ScoreName[];
}

function rounded(value: number): number {
  return Number(value.toFixed(4));
}
