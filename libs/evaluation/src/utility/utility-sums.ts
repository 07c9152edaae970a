import type { Seed } from '#random/random-stream';
import type { ContributionVector } from '#sums/contribution';
import type { DataDictionary } from '#tabular/dictionary';
import type { MeasuredScope } from '../summaries/measured-scope.ts';
import { unlessSmall } from '../summaries/unless-small.ts';
import { type BroadcastForests, GrownForests } from './broadcast-forests.ts';
import { sumClusters } from './cluster-sums.ts';
import { sumDiscriminators } from './discriminator-sums.ts';
import { sumPredictions } from './prediction-sums.ts';
import { sumSurvivalModels } from './survival-sums.ts';
import type { UtilityCohorts } from './utility-cohorts.ts';
import type { UtilityPlan } from './utility-plan.ts';

/**
 * A site's part of what needs models, laid out as `utilityLayout`: how models that learnt from the broadcast cohorts (and
 * from the site's own rows) answer for the site's rows, in sums over these. Pure. Sets of rows fewer than the minimum
 * cell size give zeros.
 * @param seed the site's own
 * @param broadcast shared by the sites of one process
 */
export function sumUtility(
  plan: UtilityPlan,
  dictionary: DataDictionary,
  cohorts: UtilityCohorts,
  seed: Seed,
  broadcast: BroadcastForests = new GrownForests(plan, dictionary, cohorts),
  scope: MeasuredScope = 'whole',
): [string, ContributionVector][] {
  const told = (table: UtilityCohorts['training']) => unlessSmall(table, dictionary.minimumCellSize);
  const { training, heldOut, halfA, halfB } = cohorts;
  const site: UtilityCohorts = {
    ...cohorts,
    training: told(training),
    heldOut: told(heldOut),
    halfA: told(halfA),
    halfB: told(halfB),
  };
  return [
    ...sumPredictions(plan, dictionary, site, broadcast, seed, scope),
    ...sumSurvivalModels(plan, dictionary, site, seed, scope),
    ...sumDiscriminators(site, seed, scope),
    ...sumClusters(plan.clusters, site),
  ];
}
