import { describe, expect, it } from '@jest/globals';
import { RandomStream } from '#random/random-stream';
import type { PredictionTarget } from '#tabular/dictionary';
import { profileOf } from '../../../tabular/testing/profile-of.ts';
import { DICTIONARY, randomCohort } from '../../testing/random-cohort.ts';
import type { RandomForest } from '../models/forest.ts';
import { BROADCAST_COHORTS, type BroadcastCohort, GrownForests } from './broadcast-forests.ts';
import { checkForests } from './check-forests.ts';
import { type UtilityPlan, utilityPlan } from './utility-plan.ts';
import { allAtOnce } from '../steps.ts';

const PLACES = Array.from({ length: 100 }, (_, place) => place);
const [response, twoYears] = DICTIONARY.targets;

/** Of small cohorts every tree is checked. */
const small = broadcast(60);

describe('forests that came from elsewhere', () => {
  it('pass where they follow from cohort and seed, whichever trees are checked', () => {
    for (const seed of ['a', 'b', 'c']) expect(checked(small, {}, seed)).not.toThrow();
  });

  it.each(BROADCAST_COHORTS.flatMap((cohort) => [response, twoYears].map((target) => [cohort, target] as const)))(
    'of %s rows are refused by one share, cut or column of one tree',
    (cohort, target) => {
      const forest = small.forests.of(cohort, target)!;
      for (const place of [0, 57, 99]) {
        for (const altered of [otherShare, otherThreshold, otherFeature].map((alter) => alter(forest, place))) {
          expect(checked(small, { [`${cohort}/${target.name}`]: altered })).toThrow(MADE_UP);
        }
      }
    },
  );

  it('are refused where there are fewer trees, or those of another seed, cohort or target', () => {
    const forest = small.forests.of('synthetic', response)!;
    const [, end] = forest.roots;
    const single = { ...forest, roots: Int32Array.of(0), kinds: forest.kinds.subarray(0, end) };
    const other = broadcast(60, 'other seed').forests.of('synthetic', response)!;
    const independent = small.forests.of('independent', response)!;
    for (const sent of [single, other, independent, small.forests.of('synthetic', twoYears)!]) {
      expect(checked(small, { 'synthetic/response': sent })).toThrow(MADE_UP);
    }
  });

  it('of large cohorts are refused by a made-up tree as often as it is looked at', () => {
    const large = broadcast(3000);
    const forest = large.forests.of('synthetic', response)!;
    expect(forest.kinds.length / 100).toBeGreaterThan(1000);
    const caught = (altered: readonly number[], seeds: number) => {
      const sent = altered.reduce(otherShare, forest);
      const only = {
        of: (cohort: BroadcastCohort, target: PredictionTarget) =>
          cohort === 'synthetic' && target === response ? sent : undefined,
      };
      return Array.from({ length: seeds }, (_, seed) => {
        try {
          checkForests(large.plan, DICTIONARY, large.cohorts, only, new RandomStream(`${seed}`));
          return 0;
        } catch {
          return 1;
        }
      }).reduce<number>((sum, one) => sum + one, 0);
    };
    expect(caught(PLACES, 5)).toBe(5);
    // 1 − 0.5³ of 24 is 21 ± 1.6.
    const half = caught(PLACES.slice(50), 24);
    expect(half).toBeGreaterThanOrEqual(16);
    expect(half).toBeLessThan(24);
  });
});

const MADE_UP = expect.objectContaining({
  code: 'CL-NET-003',
  message: expect.stringContaining('does not follow from the cohort and the seed'),
});

interface Broadcast {
  readonly plan: UtilityPlan;
  readonly cohorts: ConstructorParameters<typeof GrownForests>[2];
  readonly forests: GrownForests;
}

function broadcast(rowCount: number, seed = 'plan'): Broadcast {
  const cohorts = {
    synthetic: randomCohort(rowCount, 'synthetic'),
    independent: randomCohort(rowCount, 'independent'),
  };
  const profile = profileOf(DICTIONARY, [randomCohort(80, 'real')]);
  const plan = allAtOnce(utilityPlan(DICTIONARY, profile, cohorts.synthetic, { seed }));
  return { plan, cohorts, forests: new GrownForests(plan, DICTIONARY, cohorts) };
}

/** @param replaced forests by cohort and target */
function checked({ plan, cohorts, forests }: Broadcast, replaced: Record<string, RandomForest>, seed = 'secret') {
  const sent = {
    of: (cohort: BroadcastCohort, target: PredictionTarget) =>
      replaced[`${cohort}/${target.name}`] ?? forests.of(cohort, target),
  };
  return () => checkForests(plan, DICTIONARY, cohorts, sent, new RandomStream(seed));
}

/** The last leaf of a tree with the share of another one. */
function otherShare(forest: RandomForest, place: number): RandomForest {
  const leaf = (forest.roots[place + 1] ?? forest.kinds.length) - 1;
  return { ...forest, kinds: forest.kinds.with(leaf, (forest.kinds[leaf] + 1) % forest.shares.length) };
}

/** The first cut of a tree by one bit of its threshold. */
function otherThreshold(forest: RandomForest, place: number): RandomForest {
  const { feature, threshold } = firstCut(forest, place);
  return withCut(forest, place, feature, threshold + Math.max(Math.abs(threshold), 1) * 2 ** -52);
}

function otherFeature(forest: RandomForest, place: number): RandomForest {
  const { feature, threshold } = firstCut(forest, place);
  return withCut(forest, place, (feature + 1) % 6, threshold);
}

function firstCut({ roots, kinds, shares, features, thresholds }: RandomForest, place: number) {
  const cut = kinds[roots[place]] - shares.length;
  expect(cut).toBeGreaterThanOrEqual(0);
  return { feature: features[cut], threshold: thresholds[cut] };
}

/** With a cut of its own at the root of a tree. */
function withCut(forest: RandomForest, place: number, feature: number, threshold: number): RandomForest {
  return {
    ...forest,
    features: Int32Array.of(...forest.features, feature),
    thresholds: Float64Array.of(...forest.thresholds, threshold),
    kinds: forest.kinds.with(forest.roots[place], forest.shares.length + forest.features.length),
  };
}
