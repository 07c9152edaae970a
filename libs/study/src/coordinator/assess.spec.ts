import { expect, test } from '@jest/globals';
import { allAtOnce } from '#evaluation/steps';
import { assessPlan } from '#evaluation/summaries/assess-plan';
import { prepareBroadcast } from '#evaluation/summaries/prepared-broadcast';
import { candidatesLayout, contributeCandidates } from '#evaluation/summaries/several-candidates';
import type { RoundRunner } from '#federation/rounds/round';
import { deriveSeed } from '#random/random-stream';
import { exactSum } from '#sums/exact-sum';
import { DICTIONARY, randomCohort } from '../../../evaluation/testing/random-cohort.ts';
import { profileOf } from '../../../tabular/testing/profile-of.ts';
import { silentObserver } from '../observer.ts';
import type { StudySetup } from '../site-task.ts';
import { assessCohorts } from './assess.ts';

const SETUP: StudySetup = { seed: 'study', holdOut: 0.2 };
const ROWS = { training: randomCohort(80, 'training'), heldOut: randomCohort(20, 'held out') };
const PROFILE = profileOf(DICTIONARY, [ROWS.training]);

/** Turns that others have, as planning and scoring go on. */
async function turnsOf(names: readonly string[]) {
  const cohorts = new Map(names.map((name) => [name, randomCohort(40, name)]));
  const turns = { planning: 0, scoring: 0 };
  let stage: keyof typeof turns = 'planning';
  let next = setImmediate(function count() {
    turns[stage]++;
    next = setImmediate(count);
  });
  const rounds: RoundRunner = {
    resume: async () => undefined,
    async run() {
      const broadcasts = [...cohorts].map(([name, cohort]) => {
        const plan = assessPlan(DICTIONARY, PROFILE, cohort, { ...SETUP, seed: deriveSeed('study', 'assess') });
        return [name, prepareBroadcast(allAtOnce(plan), DICTIONARY, cohort)] as const;
      });
      const contribution = contributeCandidates(new Map(broadcasts), DICTIONARY, ROWS, 'site');
      stage = 'scoring';
      const sum = exactSum(candidatesLayout(DICTIONARY, names), new Map([['site', contribution]]));
      return { round: 0, sum, participants: [] };
    },
  };
  const assessments = await assessCohorts(DICTIONARY, PROFILE, SETUP, cohorts, rounds, silentObserver);
  clearImmediate(next);
  expect(assessments).toHaveLength(names.length);
  return turns;
}

test('a coordinator has turns for its lease while it plans and scores, and works out the references once for all', async () => {
  const one = await turnsOf(['first']);
  const three = await turnsOf(['first', 'second', 'third']);
  const perCandidate = (three.scoring - one.scoring) / 2;
  expect(perCandidate).toBeGreaterThan(4);
  expect(one.scoring - perCandidate).toBeGreaterThan(20);
  expect(perCandidate).toBeLessThan(one.scoring / 2);
  expect(three.planning).toBeGreaterThan(one.planning + 10);
  expect(one.planning).toBeGreaterThan(8);
});
