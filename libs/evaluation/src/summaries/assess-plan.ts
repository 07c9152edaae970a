import type { Seed } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import { binUnits } from '#tabular/profile/grid';
import type { NumericCounts, Profile } from '#tabular/profile/profile';
import { type NumericPlan, profilePlan } from '#tabular/profile/profile-plan';
import type { Table } from '#tabular/table';
import type { MetricMode } from '../metrics/metric-mode.ts';
import { measuredTables } from '../privacy/broadcast-rows.ts';
import { guessPlan, type GuessPlan } from '../privacy/guesses.ts';
import type { InSteps } from '../steps.ts';
import { type UtilityPlan, utilityPlan } from '../utility/utility-plan.ts';
import { independentCohort } from './independent-cohort.ts';
import { foldModalCounts } from './numeric-bins.ts';

/**
 * What an `assess` round agrees on before any site computes, beside the synthetic cohort. Plain JSON. Bins and times are
 * those of the profile, a function of the dictionary alone.
 */
export interface AssessPlan {
  /** 2: guesses and the forests that learnt from the broadcast cohorts are sent along. */
  readonly version: 2;
  readonly mode: MetricMode;
  /** Seeds the cohort of independent columns and what is drawn from the cohorts, the same at every site. */
  readonly seed: Seed;
  /**
   * Into how many parts a site cuts its training rows for balanced distances; each part is as large as its held-out
   * part. 0: nothing is held out.
   */
  readonly trainingParts: number;
  /** Per numeric field the inner edges between deciles of the training rows: where Hamming distances cut it. */
  readonly cuts: Readonly<Record<string, readonly number[]>>;
  /** Margins of the training rows: what the cohort of independent columns is drawn from. */
  readonly profile: Profile;
  readonly guesses: GuessPlan;
  /** What models need. */
  readonly utility: UtilityPlan;
}

export interface AssessOptions {
  readonly seed: Seed;
  /** Share of its rows that each site holds out, in [0, 0.5]. */
  readonly holdOut: number;
  /** Default `correct`. */
  readonly mode?: MetricMode;
  /** The real training rows, for whoever has all of them at hand. */
  readonly pooled?: Table;
}

const DECILES = 10;

/** @param synthetic the cohort to be assessed */
export function* assessPlan(
  dictionary: DataDictionary,
  profile: Profile,
  synthetic: Table,
  options: AssessOptions,
): InSteps<AssessPlan> {
  const { seed, holdOut, mode = 'correct', pooled } = options;
  const names = new Set(dictionary.fields.map((field) => field.name));
  const numerics = profilePlan(dictionary).numerics.filter(({ field }) => names.has(field.name));
  const independent = independentCohort(dictionary, profile, synthetic.rowCount, seed);
  const guesses = guessPlan(dictionary, measuredTables({ synthetic, independent }, seed), seed);
  yield;
  return {
    version: 2,
    mode,
    seed,
    trainingParts: holdOut > 0 ? Math.max(1, Math.round((1 - holdOut) / holdOut)) : 0,
    cuts: Object.fromEntries(
      numerics.map((plan) => [plan.field.name, decileCuts(plan, profile.histograms[plan.field.name])]),
    ),
    profile,
    guesses,
    utility: yield* utilityPlan(dictionary, profile, synthetic, { seed, pooled }),
  };
}

/** Edges between bins, each after the bin that holds a decile; never on a value that the field can have. */
function decileCuts(plan: NumericPlan, counts: NumericCounts): number[] {
  const bins = foldModalCounts(plan, counts);
  const total = bins.reduce((sum, count) => sum + count, 0);
  const cuts: number[] = [];
  let seen = 0;
  for (let bin = 0; bin + 1 < bins.length; bin++) {
    const before = Math.floor((DECILES * seen) / total);
    seen += bins[bin];
    const holdsDecile = Math.floor((DECILES * seen) / total) > before;
    if (holdsDecile && seen < total) cuts.push((binUnits(plan.grid, bin).greatest + 0.5) / plan.grid.unit);
  }
  return cuts;
}
