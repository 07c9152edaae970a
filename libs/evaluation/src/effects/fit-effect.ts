import { coxRegression } from '#statistics/cox/cox-regression';
import { logisticRegression } from '#statistics/logistic-inference';
import type { NoEstimateReason } from '#statistics/no-estimate';
import type { IntervalEstimate } from '#statistics/wald';
import type { GroupedResponse, GroupedSurvival } from './effect-evidence.ts';

/** A hazard or odds ratio of one covariate, and the patients behind it. */
export interface FittedEffect {
  readonly kind: 'effect';
  readonly ratio: IntervalEstimate;
  readonly p: number;
  readonly cells: EffectCells;
}

export interface NoEffect {
  readonly kind: 'no-effect';
  readonly reason: NoEstimateReason | 'separation';
  readonly cells: EffectCells;
}

/** Patients with the state, or with any value of a number, and all others; events are positive labels for a response. */
export interface EffectCells {
  readonly patients: number;
  readonly events: number;
  readonly otherPatients: number;
  readonly otherEvents: number;
}

/** Of a univariable Cox model with Efron ties. */
export function fitHazardRatio(groups: GroupedSurvival): FittedEffect | NoEffect {
  const { times, isEvent, values, counts } = groups;
  const cells = cellsOf(values, isEvent, counts);
  const model = coxRegression({ times, isEvent, counts, covariates: [values] });
  if (model.kind === 'no-estimate') return { kind: 'no-effect', reason: model.reason, cells };
  const [{ hazardRatio, pValue }] = model.coefficients;
  if (model.separation) return { kind: 'no-effect', reason: 'separation', cells };
  return { kind: 'effect', ratio: hazardRatio, p: pValue, cells };
}

/** Of a univariable logistic regression. */
export function fitOddsRatio(groups: GroupedResponse): FittedEffect | NoEffect {
  const { labels, values, counts } = groups;
  const cells = cellsOf(values, labels, counts);
  const model = logisticRegression({ labels, counts, covariates: [values] });
  if (model.kind === 'no-estimate') return { kind: 'no-effect', reason: model.reason, cells };
  const [{ oddsRatio, pValue }] = model.coefficients;
  if (model.separation) return { kind: 'no-effect', reason: 'separation', cells };
  return { kind: 'effect', ratio: oddsRatio, p: pValue, cells };
}

/** Of a number, every patient counts as one with it. */
function cellsOf(values: Float64Array, events: Uint8Array, counts: Float64Array): EffectCells {
  const isState = values.every((value) => value === 0 || value === 1);
  const sumWhere = (isCounted: (i: number) => boolean) =>
    counts.reduce((sum, count, i) => sum + (isCounted(i) ? count : 0), 0);
  const has = (i: number) => !isState || values[i] === 1;
  return {
    patients: sumWhere(has),
    events: sumWhere((i) => has(i) && events[i] === 1),
    otherPatients: sumWhere((i) => !has(i)),
    otherEvents: sumWhere((i) => !has(i) && events[i] === 1),
  };
}
