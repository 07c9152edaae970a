import type { Assessment } from '#evaluation/assessment';
import { scoreAssessment } from '#evaluation/scoring/score-assessment';
import { assessLayout } from '#evaluation/summaries/assess-layout';
import { assessPlan } from '#evaluation/summaries/assess-plan';
import type { RoundRunner } from '#federation/rounds/round';
import { deriveSeed } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import type { Profile } from '#tabular/profile/profile';
import type { Table } from '#tabular/table';
import type { StudyObserver } from '../observer.ts';
import { encodeSiteTask, type StudySetup } from '../site-task.ts';
import { encodeTable } from '../table-codec.ts';

/** The round in which sites compare the synthetic candidate with their rows, and what its sums say. */
export async function assessCohort(
  dictionary: DataDictionary,
  profile: Profile,
  setup: StudySetup,
  synthetic: Table,
  rounds: RoundRunner,
  observer: StudyObserver,
): Promise<Assessment> {
  observer.stageStarted('assessing', 1);
  const plan = assessPlan(dictionary, profile, synthetic, {
    seed: deriveSeed(setup.seed, 'assess'),
    holdOut: setup.holdOut,
  });
  const { sum } = await rounds.run({
    kind: 'assess',
    task: 'assess',
    broadcast: encodeSiteTask({ setup, payload: encodeTable(synthetic, plan) }),
    layout: assessLayout(dictionary),
  });
  const assessment = scoreAssessment(plan, dictionary, sum, synthetic);
  observer.stageAdvanced('assessing', 1, 1);
  return assessment;
}
