import { isSmallCount } from '#privacy/small-cells';
import { coxRegression } from '#statistics/cox/cox-regression';
import { kaplanMeierFromCounts, medianSurvival, type SurvivalCurve } from '#statistics/kaplan-meier';
import { stratifiedLogRank } from '#statistics/log-rank';
import { type RestrictedMean, restrictedMean, restrictedMeanDifference } from '#statistics/restricted-mean';
import { type DataDictionary, fieldNamed } from '#tabular/dictionary';
import type { AssessedSets } from '../scoring/assessed-sets.ts';
import type { DescribedSet } from '../scoring/described-set.ts';
import { orNull, Suppression, noSuppression } from '../scoring/suppression.ts';
import { isTellingCount } from '../scoring/unknown-rows.ts';
import type { EndpointCell, EndpointComparison, Estimate } from './inference-figures.ts';

/** Below this share of patients at risk a curve says too little for a mean to go on. */
const LEAST_AT_RISK = 0.1;

/** Survival of the synthetic cohort against the training patients, endpoint by endpoint. */
export function endpointComparisons(dictionary: DataDictionary, sets: AssessedSets): EndpointComparison[] {
  const real = new Suppression(dictionary.minimumCellSize);
  return dictionary.endpoints.map(({ name, title, time }, i) => {
    const field = fieldNamed(dictionary, time);
    const [training, heldOut, synthetic] = [sets.training, sets.heldOut, sets.synthetic].map(({ curves }) => curves[i]);
    const horizon = horizonOf(training);
    const told = (set: DescribedSet) => cellOf(set.curves[i], horizon, real, isTelling(set, i, dictionary));
    return {
      endpoint: name,
      ...(title !== undefined && { title }),
      unit: (field.kind === 'numeric' && field.unit) || '',
      horizon: orNull(horizon),
      training: told(sets.training),
      ...(patientsOf(heldOut) > 0 && { heldOut: told(sets.heldOut) }),
      synthetic: cellOf(synthetic, horizon, noSuppression(), false),
      ...(isHidden(training, real) ? NO_COMPARISON : comparisonOf(training, synthetic, horizon)),
    };
  });
}

/** The number of patients would tell that of the few others. */
function isTelling(set: DescribedSet, endpoint: number, { minimumCellSize }: DataDictionary): boolean {
  return isTellingCount(set, patientsOf(set.curves[endpoint]), minimumCellSize);
}

/** So few patients have the event, or haven't, that whatever the curve gives would tell how many. */
function isHidden(curve: SurvivalCurve, { minimumCellSize }: Suppression): boolean {
  const events = eventsOf(curve);
  return [events, patientsOf(curve) - events].some((count) => isSmallCount(count, minimumCellSize));
}

/** The time up to which a tenth of the patients are at risk, to two digits. NaN for nobody. */
function horizonOf(curve: SurvivalCurve): number {
  const enough = LEAST_AT_RISK * patientsOf(curve);
  const last = curve.atRisk.findLastIndex((atRisk) => atRisk >= enough && atRisk > 0);
  if (last < 0) return Number.NaN;
  const time = curve.times[last];
  const digits = 10 ** Math.floor(Math.log10(time) - 1);
  return time > 0 ? Math.floor(time / digits) * digits : time;
}

function cellOf(
  curve: SurvivalCurve,
  horizon: number,
  suppression: Suppression,
  isTellingOthers: boolean,
): EndpointCell {
  const total = patientsOf(curve);
  const patients = isTellingOthers ? null : suppression.release(total);
  if (isHidden(curve, suppression)) {
    return { patients, events: null, median: NONE, followUp: NONE, restrictedMean: NONE };
  }
  const release = (values: Estimate): Estimate => ({
    value: suppression.releaseStatistic(values.value ?? Number.NaN, total),
    lower: suppression.releaseStatistic(values.lower ?? Number.NaN, total),
    upper: suppression.releaseStatistic(values.upper ?? Number.NaN, total),
  });
  const reversed = kaplanMeierFromCounts(curve.times, curve.censored, curve.events);
  return {
    patients,
    events: eventsOf(curve),
    median: release(medianOf(curve)),
    followUp: release(medianOf(reversed)),
    restrictedMean: release(estimateOf(meanOf(curve, horizon))),
  };
}

const NONE: Estimate = { value: null, lower: null, upper: null };
const NO_COMPARISON = { hazardRatio: null, p: null, restrictedMeanDifference: null };

function comparisonOf(
  training: SurvivalCurve,
  synthetic: SurvivalCurve,
  horizon: number,
): Pick<EndpointComparison, 'hazardRatio' | 'p' | 'restrictedMeanDifference'> {
  const model = coxRegression(twoGroups(training, synthetic));
  const test = stratifiedLogRank([[training, synthetic]]);
  const difference = restrictedMeanDifference(meanOf(synthetic, horizon), meanOf(training, horizon));
  return {
    hazardRatio: model.kind === 'model' && !model.separation ? estimateOf(model.coefficients[0].hazardRatio) : null,
    p: orNull(test.pValue),
    restrictedMeanDifference: estimateOf(difference),
  };
}

/** Patients of both curves with the cohort as the one covariate: 0 training, 1 synthetic. */
function twoGroups(training: SurvivalCurve, synthetic: SurvivalCurve) {
  const entries = [training, synthetic].flatMap(({ times, events, censored }, cohort) =>
    Array.from(times).flatMap((time, i) => [
      { time, cohort, event: 1, count: events[i] },
      { time, cohort, event: 0, count: censored[i] },
    ]),
  );
  const known = entries.filter(({ count }) => count > 0);
  return {
    times: known.map(({ time }) => time),
    isEvent: known.map(({ event }) => event),
    counts: known.map(({ count }) => count),
    covariates: [known.map(({ cohort }) => cohort)],
  };
}

const NO_MEAN: RestrictedMean = {
  estimate: Number.NaN,
  lower: Number.NaN,
  upper: Number.NaN,
  standardError: Number.NaN,
};

/** Undefined where the curve ends before the horizon. */
function meanOf(curve: SurvivalCurve, horizon: number): RestrictedMean {
  return horizon > 0 ? restrictedMean(curve, horizon) : NO_MEAN;
}

function medianOf(curve: SurvivalCurve): Estimate {
  const { median, lower, upper } = medianSurvival(curve);
  return { value: orNull(median), lower: orNull(lower), upper: orNull(upper) };
}

function estimateOf({ estimate, lower, upper }: { estimate: number; lower: number; upper: number }): Estimate {
  return { value: orNull(estimate), lower: orNull(lower), upper: orNull(upper) };
}

function patientsOf(curve: SurvivalCurve): number {
  return curve.atRisk.at(0) ?? 0;
}

function eventsOf(curve: SurvivalCurve): number {
  return curve.events.reduce((sum, count) => sum + count, 0);
}
