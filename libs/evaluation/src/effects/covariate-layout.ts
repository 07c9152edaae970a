import type { CategoricalField, DataDictionary, NumericField } from '#tabular/dictionary';
import { equalCountGroups } from '#tabular/profile/margins';
import type { Profile } from '#tabular/profile/profile';
import { agreedGrids, type EvaluationGrids } from '../summaries/evaluation-grids.ts';
import { foldModalCounts } from '../summaries/numeric-bins.ts';

/** Groups of nearly equal count that a number is cut into as a covariate, and two for bins beyond all training values. */
export const COVARIATE_GROUPS = 28;
/** Intervals of time with nearly equal numbers of patients, and two for bins beyond all training times. */
export const TIME_INTERVALS = 30;

/** Cells of every table of covariates: groups, or intervals, with the two empty ends. */
export const GROUP_CELLS = COVARIATE_GROUPS + 2;
export const INTERVAL_CELLS = TIME_INTERVALS + 2;

/**
 * The cells of the covariates of univariable models, one after the other: the states of each categorical field that is no
 * outcome, the groups of each such number. Missing has no cell.
 */
export type CovariateCells = readonly CovariateField[];

export type CovariateField = CategoricalCovariate | NumericCovariate;

interface CovariateBase {
  /** First cell. */
  readonly start: number;
  readonly width: number;
}

export interface CategoricalCovariate extends CovariateBase {
  readonly kind: 'categorical';
  readonly field: CategoricalField;
}

export interface NumericCovariate extends CovariateBase {
  readonly kind: 'numeric';
  readonly field: NumericField;
}

/** What sites need to count covariates: which bins of the agreed grids are joined. A function of the profile. */
export interface EffectPlan {
  readonly grids: EvaluationGrids;
  readonly cells: CovariateCells;
  /** Per numeric covariate: the group of each bin of its grid. */
  readonly groups: ReadonlyMap<string, Int32Array>;
  /** Per endpoint: the interval of each bin of its grid. */
  readonly intervals: ReadonlyMap<string, Int32Array>;
}

export function covariateCells(dictionary: DataDictionary): CovariateCells {
  let start = 0;
  return dictionary.fields
    .filter((field) => !field.outcome)
    .map((field): CovariateField => {
      const width = field.kind === 'categorical' ? field.states.length : GROUP_CELLS;
      start += width;
      return field.kind === 'categorical'
        ? { kind: 'categorical', field, start: start - width, width }
        : { kind: 'numeric', field, start: start - width, width };
    });
}

export function cellCount(cells: CovariateCells): number {
  const last = cells.at(-1);
  return last ? last.start + last.width : 0;
}

export function effectPlan(dictionary: DataDictionary, profile: Profile): EffectPlan {
  const grids = agreedGrids(dictionary);
  const cells = covariateCells(dictionary);
  const names = new Set(cells.map(({ field }) => field.name));
  return {
    grids,
    cells,
    groups: new Map(
      grids.numerics
        .filter(({ field }) => names.has(field.name))
        .map((plan) => {
          const counts = foldModalCounts(plan, profile.histograms[plan.field.name]);
          return [plan.field.name, equalCountGroups(Array.from(counts), COVARIATE_GROUPS)];
        }),
    ),
    intervals: new Map(
      grids.endpoints.map(({ name }) => {
        const { censored, event } = profile.endpoints[name];
        return [
          name,
          equalCountGroups(
            event.map((events, bin) => events + censored[bin]),
            TIME_INTERVALS,
          ),
        ];
      }),
    ),
  };
}
