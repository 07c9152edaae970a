import { baselineHazard } from '#statistics/cox/baseline-hazard';
import { ridgeCox } from '#statistics/cox/ridge-cox';
import { quantile } from '#statistics/quantile';
import { valueAt } from '#statistics/step-function';
import { categoryCodes, numericValues } from '#tabular/columns';
import type { DataDictionary } from '#tabular/dictionary';
import type { EndpointPlan } from '#tabular/profile/profile-plan';
import type { Table } from '#tabular/table';
import { designColumns, type DesignTerm, survivalDesign } from './survival-design.ts';

/** A Cox model of an endpoint, as far as its answers need it. Plain JSON. */
export interface SurvivalModel {
  readonly terms: readonly DesignTerm[];
  /** Per term. */
  readonly coefficients: readonly number[];
  /** The linear predictor is this + Σ coefficient · term: 0 on average over the patients it learnt from. */
  readonly offset: number;
  /** Linear predictors, ascending, that cut these patients into `RISK_GROUPS` groups of one size. Some may coincide. */
  readonly cuts: readonly number[];
  /** P(no event by the horizon) where the linear predictor is 0; null without a horizon. */
  readonly baselineSurvival: number | null;
}

export const RISK_GROUPS = 20;

/** Patients whose time and event are known. */
export interface FollowedRows {
  /** Row indices into the table. */
  readonly rows: Int32Array;
  /** Aligned with `rows`. */
  readonly times: Float64Array;
  readonly isEvent: Uint8Array;
}

/**
 * Of the log hazard ratio of one standard deviation, as if it were known beforehand to be about 0 ± 0.5. Little against
 * the 1 / variance that hundreds of events give it; what keeps models of small sites and rare states from running away.
 */
const RIDGE = 1 / 0.5 ** 2;

/** Undefined where there are too few events for any term, see `survivalDesign`. */
export function learnSurvival(
  dictionary: DataDictionary,
  endpoint: EndpointPlan,
  table: Table,
  horizon: number | null,
): SurvivalModel | undefined {
  const { rows, times, isEvent } = followedRows(endpoint, table);
  const terms = survivalDesign(dictionary, table, rows, isEvent);
  if (terms.length === 0) return undefined;
  const sample = { times, isEvent, covariates: designColumns(dictionary, terms, table, rows) };
  const coefficients = ridgeCox(sample, RIDGE);
  const { centre, strata } = baselineHazard(sample, coefficients);
  const offset = -coefficients.reduce((sum, value, j) => sum + value * centre[j], 0);
  const hazard = strata.get(0);
  const model = { terms, coefficients: Array.from(coefficients), offset };
  const predictors = linearPredictors(dictionary, model, table, rows).sort();
  return {
    ...model,
    cuts: Array.from({ length: RISK_GROUPS - 1 }, (_, i) => quantile(predictors, (i + 1) / RISK_GROUPS)),
    baselineSurvival: horizon === null || !hazard ? null : Math.exp(-valueAt(hazard, horizon)),
  };
}

export function followedRows({ time, event, eventCode }: EndpointPlan, table: Table): FollowedRows {
  const times = numericValues(table, time);
  const codes = categoryCodes(table, event);
  const rows = Int32Array.from(times.keys()).filter((row) => !Number.isNaN(times[row]) && codes[row] >= 0);
  return {
    rows,
    times: Float64Array.from(rows, (row) => times[row]),
    isEvent: Uint8Array.from(rows, (row) => (codes[row] === eventCode ? 1 : 0)),
  };
}

/** Greater means earlier events. */
export function linearPredictors(
  dictionary: DataDictionary,
  { terms, coefficients, offset }: Pick<SurvivalModel, 'terms' | 'coefficients' | 'offset'>,
  table: Table,
  rows: Int32Array,
): Float64Array {
  const predictors = new Float64Array(rows.length).fill(offset);
  designColumns(dictionary, terms, table, rows).forEach((column, j) => {
    for (let i = 0; i < predictors.length; i++) predictors[i] += coefficients[j] * column[i];
  });
  return predictors;
}

/** In 0 … `RISK_GROUPS` − 1, the greatest risk last. */
export function riskGroup({ cuts }: SurvivalModel, predictor: number): number {
  let group = 0;
  while (group < cuts.length && cuts[group] < predictor) group++;
  return group;
}

/** P(no event by the horizon); 0 without a horizon. */
export function predictedSurvival({ baselineSurvival }: SurvivalModel, predictor: number): number {
  return baselineSurvival === null ? 0 : baselineSurvival ** Math.exp(predictor);
}
