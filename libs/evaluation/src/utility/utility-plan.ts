import { deriveSeed, type Seed } from '#random/random-stream';
import { kaplanMeierFromCounts, medianSurvival } from '#statistics/kaplan-meier';
import type { DataDictionary } from '#tabular/dictionary';
import type { Profile } from '#tabular/profile/profile';
import { type EndpointPlan, profilePlan } from '#tabular/profile/profile-plan';
import type { Table } from '#tabular/table';
import { eachInStep, type InSteps } from '../steps.ts';
import { MOST_ROWS, thinRows } from '../summaries/thin-rows.ts';
import { type ClusterPlan, clusterPlan } from './cluster-plan.ts';
import { endpointOf, type HorizonWeights, horizonWeights, middleOf } from './horizon-weights.ts';
import { riskIntervals } from './risk-intervals.ts';
import { learnSurvival, type SurvivalModel } from './survival-model.ts';

/**
 * What the coordinator works out from the synthetic cohort and the profile before models are measured at the sites, and
 * broadcasts. Plain JSON.
 */
export interface UtilityPlan {
  /** Seeds the forests that learn from the broadcast cohorts, the same at every site. */
  readonly seed: Seed;
  /**
   * What models that learn from real rows are: in a pooled evaluation, one site that has all of them, a ceiling; else what
   * each site reaches alone.
   */
  readonly learnFromReal: 'pooled' | 'sites';
  /** Per horizon target by its name, from the censoring of all training rows; null: nobody is followed to it. */
  readonly horizons: Readonly<Record<string, HorizonWeights | null>>;
  /** Per endpoint by its name. */
  readonly survival: Readonly<Record<string, SurvivalPlan>>;
  readonly clusters: ClusterPlan;
}

export interface SurvivalPlan {
  /** At which survival is predicted; null: there is none. */
  readonly horizon: number | null;
  /** Per bin of the agreed time grid the interval that it is counted in, see `riskIntervals`. */
  readonly intervals: readonly number[];
  /** Learnt from the synthetic cohort; null: it has too few events. */
  readonly model: SurvivalModel | null;
}

export interface UtilityOptions {
  readonly seed: Seed;
  /** The real training rows, in a pooled evaluation: one that has all of them at hand. */
  readonly pooled?: Table;
}

/** @param profile of the real training rows */
export function* utilityPlan(
  dictionary: DataDictionary,
  profile: Profile,
  synthetic: Table,
  { seed, pooled }: UtilityOptions,
): InSteps<UtilityPlan> {
  const learned = thinRows(synthetic, MOST_ROWS.synthetic, seed);
  const survival = yield* eachInStep(profilePlan(dictionary).endpoints, (endpoint) => {
    const horizon = survivalHorizon(dictionary, profile, endpoint);
    const intervals = riskIntervals(endpoint, profile.endpoints[endpoint.name], horizon);
    const model = learnSurvival(dictionary, endpoint, learned, horizon) ?? null;
    return [endpoint.name, { horizon, intervals, model }] as const;
  });
  return {
    seed,
    learnFromReal: pooled ? 'pooled' : 'sites',
    horizons: horizonsOf(dictionary, profile),
    survival: Object.fromEntries(survival),
    clusters: yield* clusterPlan(dictionary, pooled ?? synthetic, deriveSeed(seed, 'clusters')),
  };
}

function horizonsOf(dictionary: DataDictionary, profile: Profile): Record<string, HorizonWeights | null> {
  return Object.fromEntries(
    dictionary.targets.flatMap((target) => {
      if (target.kind === 'state') return [];
      const { grid } = endpointOf(dictionary, target);
      return [[target.name, horizonWeights(grid, profile.endpoints[target.endpoint], target.horizon) ?? null]];
    }),
  );
}

/** That of the first horizon target of the endpoint, else the median follow-up to two digits. */
function survivalHorizon(dictionary: DataDictionary, profile: Profile, { name, grid }: EndpointPlan): number | null {
  const target = dictionary.targets.find((candidate) => candidate.kind === 'horizon' && candidate.endpoint === name);
  if (target?.kind === 'horizon') return target.horizon;
  const { event, censored } = profile.endpoints[name];
  const middles = Array.from(grid.uppers.keys(), (bin) => middleOf(grid, bin));
  const { median } = medianSurvival(kaplanMeierFromCounts(middles, censored, event));
  return Number.isNaN(median) ? null : Number(median.toPrecision(2));
}
