import { deriveSeed, type Seed } from '#random/random-stream';
import type { DataDictionary, PredictionTarget } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import type { RandomForest } from '../models/forest.ts';
import { packForest, type TreeSource } from '../models/random-forest.ts';
import { MOST_ROWS, thinRows } from '../summaries/thin-rows.ts';
import { targetTrees } from './target-forest.ts';
import type { UtilityCohorts } from './utility-cohorts.ts';
import type { UtilityPlan } from './utility-plan.ts';

/** Cohorts that are the same at every site. */
export const BROADCAST_COHORTS = ['synthetic', 'independent'] as const;
export type BroadcastCohort = (typeof BROADCAST_COHORTS)[number];

/** The forests that learn from the broadcast cohorts: the same at every site. */
export interface BroadcastForests {
  /** Undefined where the cohort has nothing to learn the target from. */
  of(cohort: BroadcastCohort, target: PredictionTarget): RandomForest | undefined;
}

/** Each grown when first asked for, and once. */
export class GrownForests implements BroadcastForests {
  readonly #plan: UtilityPlan;
  readonly #dictionary: DataDictionary;
  readonly #cohorts: Pick<UtilityCohorts, BroadcastCohort>;
  readonly #grown = new Map<string, RandomForest | undefined>();

  constructor(plan: UtilityPlan, dictionary: DataDictionary, cohorts: Pick<UtilityCohorts, BroadcastCohort>) {
    this.#plan = plan;
    this.#dictionary = dictionary;
    this.#cohorts = cohorts;
  }

  of(cohort: BroadcastCohort, target: PredictionTarget): RandomForest | undefined {
    const key = `${cohort}/${target.name}`;
    if (!this.#grown.has(key)) this.#grown.set(key, this.#grow(cohort, target));
    return this.#grown.get(key);
  }

  #grow(cohort: BroadcastCohort, target: PredictionTarget): RandomForest | undefined {
    return growForest(this.#dictionary, target, this.#cohorts[cohort], this.#plan.seed);
  }
}

/** Of 100 trees. Undefined where there is nothing to learn the target from. */
export function growForest(
  dictionary: DataDictionary,
  target: PredictionTarget,
  table: Table,
  seed: Seed,
): RandomForest | undefined {
  const grow = forestTrees(dictionary, target, table, seed);
  return grow && packForest(grow);
}

/** The trees of `growForest` one by one. */
export function forestTrees(
  dictionary: DataDictionary,
  target: PredictionTarget,
  table: Table,
  seed: Seed,
): TreeSource | undefined {
  const learned = thinRows(table, MOST_ROWS.synthetic, seed);
  return targetTrees(dictionary, target, learned, deriveSeed(seed, 'prediction', target.name));
}
