import { type Concordance, concordance } from '#statistics/concordance';
import { coxRegression } from '#statistics/cox/cox-regression';
import type { SurvivalSample } from '#statistics/survival-sample';
import type { IntervalEstimate } from '#statistics/wald';
import type { Sum } from '#sums/contribution';
import type { EndpointPlan } from '#tabular/profile/profile-plan';
import { readVector } from '../summaries/row-set-sums.ts';
import { intervalEnds, RISK_INTERVALS } from './risk-intervals.ts';
import { RISK_GROUPS } from './survival-model.ts';
import { type Ranked, survivalVector } from './survival-sums.ts';

/** Patients by risk group, time and outcome, summed over sites, and what was predicted of each group. */
export interface RiskTable {
  /** Of the ends of the intervals; single times where all rows are at hand. */
  readonly times: Float64Array;
  /** Per risk group, the least risk first. */
  readonly groups: readonly RiskGroup[];
}

export interface RiskGroup {
  readonly patients: number;
  /** Per time. */
  readonly events: Float64Array;
  readonly censored: Float64Array;
  /** Σ predicted survival at the horizon. */
  readonly predicted: number;
  /** Σ linear predictor. */
  readonly predictors: number;
}

/** @param intervals of the plan */
export function riskTable(endpoint: EndpointPlan, intervals: readonly number[], ranked: Ranked, sum: Sum): RiskTable {
  const risk = readVector(sum, survivalVector(endpoint.name, ranked, 'risk'));
  const predicted = readVector(sum, survivalVector(endpoint.name, ranked, 'predicted'));
  const groups = Array.from({ length: RISK_GROUPS }, (_, group): RiskGroup => {
    const cells = risk.subarray(2 * RISK_INTERVALS * group, 2 * RISK_INTERVALS * (group + 1));
    return {
      patients: total(cells),
      events: cells.filter((_cell, i) => i % 2 === 1),
      censored: cells.filter((_cell, i) => i % 2 === 0),
      predicted: predicted[group],
      predictors: predicted[RISK_GROUPS + group],
    };
  });
  return { times: intervalEnds(endpoint, intervals), groups };
}

/** Some groups as one. */
export function joinGroups(groups: readonly RiskGroup[]): RiskGroup {
  return groups.reduce((a, b) => ({
    patients: a.patients + b.patients,
    events: a.events.map((count, i) => count + b.events[i]),
    censored: a.censored.map((count, i) => count + b.censored[i]),
    predicted: a.predicted + b.predicted,
    predictors: a.predictors + b.predictors,
  }));
}

/**
 * Harrell's C of the risk groups over all pairs of patients, of whatever site. Pairs within a group count one half: with
 * 20 groups that brings it nearer to one half than C of the patients' own linear predictors, by a twentieth of the distance
 * at most. Events within one of the 30 intervals aren't compared: as these pairs are the hardest to tell, that takes it
 * further from one half, by a thirtieth of the distance at most.
 */
export function groupedConcordance(table: RiskTable): Concordance {
  const cells = cellsOf(table);
  return concordance({ ...cells, scores: cells.groups });
}

/**
 * Cox regression on the mean linear predictor of each patient's group: 1 where risks differ as much as predicted, less
 * where they differ less. NaN where that is not defined.
 */
export function calibrationSlope(table: RiskTable): IntervalEstimate {
  const { groups, ...sample } = cellsOf(table);
  const means = table.groups.map(({ predictors, patients }) => predictors / patients);
  return slopeOn(
    groups.map((group) => means[group]),
    sample,
  );
}

/** Coefficient of Cox regression on linear predictors, aligned with the sample; NaN where that is not defined. */
export function slopeOn(predictors: ArrayLike<number>, sample: SurvivalSample): IntervalEstimate {
  const model = coxRegression({ ...sample, covariates: [predictors] });
  if (model.kind !== 'model' || model.separation) return { estimate: Number.NaN, lower: Number.NaN, upper: Number.NaN };
  return model.coefficients[0];
}

/** One entry per group, time and outcome that some patient has. */
function cellsOf({ times, groups }: RiskTable) {
  const cells = groups.flatMap(({ events, censored }, group) =>
    Array.from(times, (time, interval) => [
      { group, time, isEvent: true, count: events[interval] },
      { group, time, isEvent: false, count: censored[interval] },
    ]).flat(),
  );
  const occupied = cells.filter(({ count }) => count > 0);
  return {
    groups: occupied.map(({ group }) => group),
    times: occupied.map(({ time }) => time),
    isEvent: occupied.map(({ isEvent }) => isEvent),
    counts: occupied.map(({ count }) => count),
  };
}

export function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
