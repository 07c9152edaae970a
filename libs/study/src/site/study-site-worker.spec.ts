import { describe, expect, it } from '@jest/globals';
import { exactSum } from '#sums/exact-sum';
import { encodeContribution } from '#sums/contribution-codec';
import type { RoundRequest } from '#federation/rounds/round';
import { RandomStream } from '#random/random-stream';
import { DICTIONARY, randomCohort } from '../../../evaluation/testing/random-cohort.ts';
import { profileOf } from '../../../tabular/testing/profile-of.ts';
import { assessCohorts } from '../coordinator/assess.ts';
import { silentObserver } from '../observer.ts';
import { AssessmentReader } from './assessment-reader.ts';
import { StudySiteWorker } from './study-site-worker.ts';

const SETUP = { seed: 'study', holdOut: 0.2 };
const rows = randomCohort(80, 'rows');

/** What sites send in an assess round of so many candidates; each request as the coordinator makes it. */
async function contributions(models: number, round: number, sites: readonly string[] = ['a']) {
  const cohorts = new Map(Array.from({ length: models }, (_, k) => [`model ${k}`, randomCohort(60, `model ${k}`)]));
  const sent: Uint8Array[] = [];
  const run = async ({ kind, task, broadcast, layout }: RoundRequest) => {
    const made = await Promise.all(
      sites.map(async (site) => {
        const assessments = new AssessmentReader(new RandomStream(site));
        const worker = new StudySiteWorker({
          site,
          dictionary: DICTIONARY,
          table: rows,
          engine: noEngine,
          assessments,
        });
        const seed = `round ${round} ${site}`;
        const assignment = { study: 'study', kind, task, round, exchange: 0, seed, broadcast, layout };
        const contribution = await worker.contribute(assignment, () => {}, new AbortController().signal);
        return [site, contribution] as const;
      }),
    );
    sent.push(...made.map(([, contribution]) => encodeContribution(contribution)));
    return { sum: exactSum(layout, new Map(made)) };
  };
  const profile = profileOf(DICTIONARY, [rows]);
  const runner = { run: async (request: RoundRequest) => (await run(request)) as never, resume: async () => undefined };
  const assessments = await assessCohorts(DICTIONARY, profile, SETUP, cohorts, runner, silentObserver);
  return { sent, assessments };
}

async function noEngine(): Promise<never> {
  throw new Error('trees need no engine');
}

describe('a site in an assess round', () => {
  it('cuts its rows by the seed of the study, whichever round it is and however many models there are', async () => {
    const [early, late] = [await contributions(1, 3), await contributions(1, 40)];
    expect(late.sent).toEqual(early.sent);
    const { assessments } = await contributions(2, 77);
    expect(assessments[0]).toEqual(early.assessments[0]);
    const references = ({ scores }: (typeof assessments)[number]) =>
      scores.map(({ floor, ceiling }) => [floor, ceiling]);
    const fromTraining = assessments.map(({ scores }) => scores.filter(({ name }) => name !== 'k-means-coverage'));
    expect(references({ ...assessments[1], scores: fromTraining[1] })).toEqual(
      references({ ...assessments[0], scores: fromTraining[0] }),
    );
  });

  it('cuts them otherwise than another site', async () => {
    const { sent } = await contributions(1, 3, ['a', 'b']);
    expect(sent[0]).not.toEqual(sent[1]);
  });
});
