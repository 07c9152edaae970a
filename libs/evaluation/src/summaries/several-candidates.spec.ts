import { describe, expect, it } from '@jest/globals';
import { exactSum } from '#sums/exact-sum';
import { profileOf } from '../../../tabular/testing/profile-of.ts';
import { DICTIONARY, randomCohort } from '../../testing/random-cohort.ts';
import { scoreAlone } from '../../testing/score-alone.ts';
import { roundReferences } from '../scoring/round-references.ts';
import { scoreAssessment } from '../scoring/score-assessment.ts';
import { allAtOnce } from '../steps.ts';
import { assessLayout } from './assess-layout.ts';
import { assessPlan } from './assess-plan.ts';
import { contributeAssessment } from './contribute-assessment.ts';
import { prepareBroadcast } from './prepared-broadcast.ts';
import { candidatesLayout, contributeCandidates, sumOfCandidate } from './several-candidates.ts';

const SITES = new Map([20, 35, 60].map((rows, k) => [`site ${k}`, siteRows(rows, k)]));
const NAMES = ['first', 'second', 'third'];
const COHORTS = NAMES.map((name) => randomCohort(50, name));
const profile = profileOf(
  DICTIONARY,
  [...SITES.values()].map(({ training }) => training),
);
const PLANS = COHORTS.map((cohort) =>
  allAtOnce(assessPlan(DICTIONARY, profile, cohort, { seed: 'plan', holdOut: 0.2 })),
);
const BROADCASTS = PLANS.map((plan, k) => prepareBroadcast(plan, DICTIONARY, COHORTS[k]));

function siteRows(rows: number, k: number) {
  return { training: randomCohort(rows, `training ${k}`), heldOut: randomCohort(rows / 5, `held out ${k}`) };
}

function sumOver(names: readonly string[]) {
  const candidates = new Map(names.map((name) => [name, BROADCASTS[NAMES.indexOf(name)]]));
  const contributions = [...SITES].map(
    ([site, rows]) => [site, contributeCandidates(candidates, DICTIONARY, rows, site)] as const,
  );
  return exactSum(candidatesLayout(DICTIONARY, names), new Map(contributions));
}

describe('the assessment of several cohorts in one round', () => {
  it('says of each what a round of its own says', () => {
    const sum = sumOver(NAMES);
    const references = allAtOnce(roundReferences(PLANS[0], DICTIONARY, sum, COHORTS[0].rowCount));
    for (const [k, name] of NAMES.entries()) {
      const alone = [...SITES].map(
        ([site, rows]) => [site, contributeAssessment(BROADCASTS[k], DICTIONARY, rows, site)] as const,
      );
      const own = sumOfCandidate(sum, DICTIONARY, NAMES, name);
      const assessed = allAtOnce(scoreAssessment(PLANS[k], DICTIONARY, own, COHORTS[k], references));
      const expected = exactSum(assessLayout(DICTIONARY), new Map(alone));
      expect(assessed).toEqual(scoreAlone(PLANS[k], DICTIONARY, expected, COHORTS[k]));
    }
  });

  it('takes references of as many rows as the cohort', () => {
    const sum = sumOver(NAMES);
    const references = allAtOnce(roundReferences(PLANS[0], DICTIONARY, sum, 49));
    expect(() => allAtOnce(scoreAssessment(PLANS[0], DICTIONARY, sum, COHORTS[0], references))).toThrow(RangeError);
  });

  it('is that of one cohort where there is one, and tells of real rows by themselves no more where there are several', () => {
    const vectors = (names: readonly string[]) => [...sumOver(names).vectors.keys()];
    const one = vectors(['second']);
    expect(one).toEqual([...assessLayout(DICTIONARY).keys()]);
    const more = vectors(NAMES).slice(one.length);
    expect(more.every((key) => /^(second|third)\/(privacy|utility)\//.test(key))).toBe(true);
    expect(
      more.filter((key) => /independent|singling-out.*naive|halves|\/own\/|held-out-to-training/.test(key)),
    ).toEqual([]);
  });
});
