import { InvalidObservations } from '../observations.ts';
import { type StepFunction, valueAt } from '../step-function.ts';
import { type CoxSample, linearPredictor, type RiskSets, riskSetsOf, startsStratum, type Ties } from './risk-sets.ts';
import { tiedEventSums } from './tied-events.ts';

/** Cumulative hazards Λ of patients whose covariates are at `centre`, and what takes them to other covariates. */
export interface BaselineHazard {
  readonly coefficients: Float64Array;
  /** Mean of each covariate over all patients. */
  readonly centre: Float64Array;
  /** Λ of each stratum, a step per time with events. */
  readonly strata: ReadonlyMap<number, StepFunction>;
}

/**
 * The cumulative baseline hazard that goes with coefficients: Breslow's estimator, or Efron's where events tie, as R's
 * basehaz and survfit give it. Breslow, J R Stat Soc B 1972.
 * @param coefficients finite, per unit of each covariate; throws InvalidObservations otherwise
 */
export function baselineHazard(
  sample: CoxSample,
  coefficients: ArrayLike<number>,
  ties: Ties = 'efron',
): BaselineHazard {
  const riskSets = riskSetsOf(sample);
  const finite = Float64Array.from(coefficients);
  if (finite.length !== riskSets.width || !finite.every(Number.isFinite)) {
    throw new InvalidObservations('a baseline hazard needs a finite coefficient for each covariate');
  }
  const { means, scales } = riskSets;
  const risks = relativeRisks(
    riskSets,
    finite.map((value, j) => value * scales[j]),
  );
  return { coefficients: finite, centre: means, strata: cumulativeHazards(riskSets, risks, ties) };
}

/** P(no event by `time`) = exp(−Λ(time) exp(β · (x − centre))); the last value is carried forward. NaN for a stratum unknown. */
export function predictedSurvival(
  { coefficients, centre, strata }: BaselineHazard,
  covariates: ArrayLike<number>,
  time: number,
  stratum = 0,
): number {
  const hazard = strata.get(stratum);
  if (hazard === undefined) return Number.NaN;
  const score = coefficients.reduce((sum, value, j) => sum + value * (covariates[j] - centre[j]), 0);
  return Math.exp(-valueAt(hazard, time) * Math.exp(score));
}

/** counts · exp(score) per row. */
function relativeRisks(riskSets: RiskSets, coefficients: Float64Array): Float64Array {
  return linearPredictor(riskSets, coefficients).map((score, row) => riskSets.counts[row] * Math.exp(score));
}

function cumulativeHazards(riskSets: RiskSets, risks: Float64Array, ties: Ties): Map<number, StepFunction> {
  const steps = new Map<number, { times: number[]; increments: number[] }>();
  let atRisk = 0;
  for (let group = 0, row = 0; group < riskSets.groupEnds.length; group++) {
    if (startsStratum(riskSets, group)) atRisk = 0;
    let ofEvents = 0;
    let events = 0;
    for (; row < riskSets.groupEnds[group]; row++) {
      atRisk += risks[row];
      ofEvents += riskSets.isEvent[row] * risks[row];
      events += riskSets.isEvent[row] * riskSets.counts[row];
    }
    const stratum = steps.get(riskSets.groupStrata[group]) ?? { times: [], increments: [] };
    steps.set(riskSets.groupStrata[group], stratum);
    if (events === 0) continue;
    stratum.times.push(riskSets.groupTimes[group]);
    stratum.increments.push(tiedEventSums(ties, atRisk, ofEvents, events).inverse);
  }
  return new Map(Array.from(steps, ([stratum, { times, increments }]) => [stratum, ascendingSteps(times, increments)]));
}

/** Risk sets are walked from the last time to the first. */
function ascendingSteps(times: readonly number[], increments: readonly number[]): StepFunction {
  let total = 0;
  const values = Float64Array.from(increments.toReversed(), (increment) => (total += increment));
  return { start: 0, times: Float64Array.from(times.toReversed()), values };
}
