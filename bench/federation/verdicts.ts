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

/** Least means over the seeds, after calibration, of federation by trial. */
const TARGETS: Readonly<Partial<Record<ScoreName, number>>> = {
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

/** Largest share of pooled training's score that federation may cost. */
const COST_LIMITS = { trials: 0.02, centres: 0.05 } as const;

export function verdicts(results: readonly JobResult[]): BenchResult[] {
  const of = (caseName: string) => results.filter((result) => result.caseName === caseName);
  const [pooled, trials, centres] = [of('pooled'), of('trials'), of('centres')];
  return [
    ...(trials.length > 0 ? targetVerdicts(trials, pooled) : []),
    ...(trials.length > 0 && pooled.length > 0 ? costVerdicts('trials', trials, pooled) : []),
    ...(centres.length > 0 && pooled.length > 0 ? costVerdicts('centres', centres, pooled) : []),
  ];
}

export function afterSpread(results: readonly JobResult[], name: ScoreName): Spread {
  return spreadOf(results.map((result) => result.after[name]));
}

function targetVerdicts(trials: readonly JobResult[], pooled: readonly JobResult[]): BenchResult[] {
  return scoreNames().map((name) => {
    const { mean } = afterSpread(trials, name);
    const peer = pooled.length > 0 ? afterSpread(pooled, name).mean : null;
    const target = TARGETS[name]!;
    return {
      case: `by trial, calibrated: ${name}`,
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
  role: keyof typeof COST_LIMITS,
  federated: readonly JobResult[],
  pooled: readonly JobResult[],
): BenchResult[] {
  return scoreNames().map((name) => {
    const own = afterSpread(federated, name);
    const peer = afterSpread(pooled, name);
    const cost = (peer.mean - own.mean) / peer.mean;
    const noise = 2 * Math.sqrt(own.spread ** 2 / federated.length + peer.spread ** 2 / pooled.length);
    return {
      case: `cost of federation, ${role}: ${name}`,
      value: rounded(100 * cost),
      unit: '% of pooled',
      peer: 'pooled training',
      peerValue: rounded(peer.mean),
      ratio: rounded(own.mean / peer.mean),
      target: 100 * COST_LIMITS[role],
      met: cost <= COST_LIMITS[role] || peer.mean - own.mean <= noise,
    };
  });
}

function scoreNames(): ScoreName[] {
  return Object.keys(TARGETS) as ScoreName[];
}

function rounded(value: number): number {
  return Number(value.toFixed(4));
}
