import type { IntervalEstimate } from '#statistics/wald';
import type { Sum } from '#sums/contribution';
import type { DataDictionary } from '#tabular/dictionary';
import type { EndpointPlan } from '#tabular/profile/profile-plan';
import type { Table } from '#tabular/table';
import { calibrationSlope, type RiskTable, riskTable, slopeOn } from './risk-table.ts';
import {
  type FollowedRows,
  followedRows,
  linearPredictors,
  predictedSurvival,
  RISK_GROUPS,
  riskGroup,
  type SurvivalModel,
} from './survival-model.ts';
import type { Ranked } from './survival-sums.ts';

/** Patients as a Cox model ranks them, with what came of them. */
export interface RankedPatients {
  readonly table: RiskTable;
  /** Coefficient of Cox regression on the linear predictor. */
  readonly slope: IntervalEstimate;
}

/** From sums: by intervals of time, and the slope on the mean linear predictor of each risk group. */
export function rankedOfSums(
  endpoint: EndpointPlan,
  intervals: readonly number[],
  ranked: Ranked,
  sum: Sum,
): RankedPatients {
  const table = riskTable(endpoint, intervals, ranked, sum);
  return { table, slope: calibrationSlope(table) };
}

/** From the rows themselves: by single times, and the slope on each patient's own linear predictor. */
export function rankedOfRows(
  dictionary: DataDictionary,
  endpoint: EndpointPlan,
  model: SurvivalModel,
  rows: Table,
): RankedPatients {
  const followed = followedRows(endpoint, rows);
  const predictors = linearPredictors(dictionary, model, rows, followed.rows);
  return {
    table: tableOf(model, followed, predictors),
    slope: slopeOn(predictors, followed),
  };
}

function tableOf(model: SurvivalModel, { times: ofRows, isEvent }: FollowedRows, predictors: Float64Array): RiskTable {
  const times = Float64Array.from(new Set(ofRows)).sort();
  const placeOf = new Map(Array.from(times, (time, place) => [time, place]));
  const groups = Array.from({ length: RISK_GROUPS }, () => ({
    patients: 0,
    events: new Float64Array(times.length),
    censored: new Float64Array(times.length),
    predicted: 0,
    predictors: 0,
  }));
  predictors.forEach((predictor, i) => {
    const group = groups[riskGroup(model, predictor)];
    group.patients++;
    (isEvent[i] === 1 ? group.events : group.censored)[placeOf.get(ofRows[i]) ?? 0]++;
    group.predicted += predictedSurvival(model, predictor);
    group.predictors += predictor;
  });
  return { times, groups };
}
