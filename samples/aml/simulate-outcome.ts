import type { RandomStream } from '#random/random-stream';
import { bernoulli, clip, logistic, round } from './chance.ts';
import { PLANTED_EFFECTS, type RiskFactor } from './planted-effects.ts';
import type { Baseline } from './simulate-patient.ts';

export interface Outcome {
  /** Complete remission after induction; null where the patient died before it could be told. */
  readonly cr: '0' | '1' | null;
  readonly efs_months: number;
  readonly efs_event: '0' | '1';
  readonly os_months: number;
  readonly os_event: '0' | '1';
}

/** Weibull baseline hazard of death: falling with time, as after intensive therapy. */
const SHAPE = 0.62;
const SCALE = 39;
/** Log odds of remission at the reference. */
const REMISSION = 1.1;
/** A typical patient's age and white cells (binary logarithm), at which the reference lies. */
const REFERENCE = { age: 55, logWbc: 4.2 };
/** Death comes without relapse or treatment failure before it: the event of EFS is the death itself. */
const DEATH_IS_FIRST_EVENT = 0.12;
/** Deaths before this many months leave remission untold in half of the cases. */
const EARLY_DEATH = 0.75;
const SHORTEST = 0.03;

/**
 * Outcome with proportional hazards of death, a first event between diagnosis and death, and administrative censoring.
 * Months, EFS ≤ OS, and a death is always an event of EFS.
 */
export function simulateOutcome(
  baseline: Baseline,
  followUp: readonly [number, number],
  stream: RandomStream,
): Outcome {
  const factors = riskFactors(baseline);
  const remission = bernoulli(logistic(REMISSION + logEffect(factors, 'oddsRatio')), stream);
  const logHazard = logEffect(factors, 'hazardRatio') + (remission ? -0.25 : 0.45);
  const death = SCALE * (-Math.log(1 - stream.uniform()) / Math.exp(logHazard)) ** (1 / SHAPE);
  const firstEvent = Math.min(death, simulateFirstEvent(death, remission, stream));
  const censoring = followUp[0] + (followUp[1] - followUp[0]) * stream.uniform();
  const isUntold = death < EARLY_DEATH && bernoulli(0.5, stream);
  const os = months(Math.min(death, censoring));
  return {
    cr: isUntold ? null : remission ? '1' : '0',
    efs_months: Math.min(os, months(Math.min(firstEvent, censoring))),
    efs_event: firstEvent <= censoring ? '1' : '0',
    os_months: os,
    os_event: death <= censoring ? '1' : '0',
  };
}

/** The value of each planted effect's variable: 0 or 1, or a distance from the reference. */
export function riskFactors({ age, ecog, deNovo, wbc, markers }: Baseline): Record<RiskFactor, number> {
  return {
    age_per_10_years: (age - REFERENCE.age) / 10,
    ecog_2_or_more: Number(ecog >= 2),
    not_de_novo: Number(!deNovo),
    wbc_per_doubling: Math.log2(wbc) - REFERENCE.logWbc,
    NPM1: Number(markers.NPM1),
    FLT3_ITD: Number(markers.FLT3_ITD),
    DNMT3A: Number(markers.DNMT3A),
    CEBPA_bZIP: Number(markers.CEBPA_bZIP),
    RUNX1: Number(markers.RUNX1),
    ASXL1: Number(markers.ASXL1),
    TP53: Number(markers.TP53),
    t_8_21: Number(markers.t_8_21),
    inv_16: Number(markers.inv_16),
    complex_karyotype: Number(markers.complex_karyotype),
    minus5_del5q: Number(markers.minus5_del5q),
    minus7: Number(markers.minus7),
  };
}

function logEffect(factors: Record<RiskFactor, number>, ratio: 'hazardRatio' | 'oddsRatio'): number {
  let sum = 0;
  for (const [name, effect] of Object.entries(PLANTED_EFFECTS))
    sum += Math.log(effect[ratio]) * factors[name as RiskFactor];
  return sum;
}

/** Failure of induction is told within three months; relapse comes at some share of the time to death. */
function simulateFirstEvent(death: number, remission: boolean, stream: RandomStream): number {
  if (!remission) return 0.8 + 2.2 * stream.uniform();
  if (bernoulli(DEATH_IS_FIRST_EVENT, stream)) return death;
  return death * (1 - 0.75 * stream.uniform() ** 2.5);
}

function months(time: number): number {
  return round(clip(time, SHORTEST, 200), 2);
}
