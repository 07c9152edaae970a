import { CohortloomError } from '#errors/cohortloom-error';
import type { RandomStream } from '#random/random-stream';
import type { DataDictionary, PredictionTarget } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import type { RandomForest } from '../models/forest.ts';
import { TREES } from '../models/random-forest.ts';
import { isTreeOf } from '../models/same-tree.ts';
import { BROADCAST_COHORTS, type BroadcastCohort, type BroadcastForests, forestTrees } from './broadcast-forests.ts';
import type { UtilityPlan } from './utility-plan.ts';

/** Of each forest so many trees are grown again at least. */
const LEAST_CHECKED_TREES = 3;

/** And further ones until they have so many nodes together: of small cohorts all. */
const ENOUGH_NODES = 3000;

/**
 * Grows trees of each forest that came from elsewhere again from the cohort and the plan's seed: whoever sends forests
 * can't make them up to sort patients by.
 * @param choice which trees; nobody else may know it. It changes nothing for forests that follow
 * @throws CL-NET-003 for a forest that doesn't follow from its cohort and the seed
 */
export function checkForests(
  plan: UtilityPlan,
  dictionary: DataDictionary,
  cohorts: Readonly<Record<BroadcastCohort, Table>>,
  forests: BroadcastForests,
  choice: RandomStream,
): void {
  for (const cohort of BROADCAST_COHORTS) {
    for (const target of dictionary.targets) {
      const forest = forests.of(cohort, target);
      if (forest !== undefined) checkForest(plan, dictionary, target, cohorts[cohort], forest, choice);
    }
  }
}

function checkForest(
  { seed }: UtilityPlan,
  dictionary: DataDictionary,
  target: PredictionTarget,
  table: Table,
  forest: RandomForest,
  choice: RandomStream,
): void {
  const grow = forestTrees(dictionary, target, table, seed);
  if (grow === undefined || forest.roots.length !== TREES) throw madeUpForest(target);
  let nodes = 0;
  for (const [checked, place] of choice.permutation(TREES).entries()) {
    if (checked >= LEAST_CHECKED_TREES && nodes >= ENOUGH_NODES) return;
    const tree = grow(place);
    if (!isTreeOf(forest, place, tree)) throw madeUpForest(target);
    nodes += tree.feature.length;
  }
}

function madeUpForest({ name }: PredictionTarget): CohortloomError {
  return new CohortloomError('CL-NET-003', {
    what: `A random forest that the coordinator sent to predict ${name} does not follow from the cohort and the seed.`,
    todo: 'Check that coordinator and site have the same version. If so, ask who runs the coordinator: nothing was sent.',
  });
}
