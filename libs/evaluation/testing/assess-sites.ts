import { exactSum } from '#sums/exact-sum';
import type { DataDictionary } from '#tabular/dictionary';
import { contributeProfile, profileLayout, readProfile } from '#tabular/profile/profile';
import type { Table } from '#tabular/table';
import type { Assessment } from '../src/assessment.ts';
import { allAtOnce } from '../src/steps.ts';
import { assessLayout } from '../src/summaries/assess-layout.ts';
import { assessPlan } from '../src/summaries/assess-plan.ts';
import type { SiteRows } from '../src/summaries/assessed-tables.ts';
import { contributeAssessment } from '../src/summaries/contribute-assessment.ts';
import { prepareBroadcast } from '../src/summaries/prepared-broadcast.ts';
import { scoreAlone } from './score-alone.ts';

/**
 * The assessment of a cohort over sites.
 * @param profiled the sites of the profile round
 */
export function assessSites(
  dictionary: DataDictionary,
  sites: readonly SiteRows[],
  synthetic: Table,
  profiled: readonly SiteRows[] = sites,
): Assessment {
  const profiles = profiled
    .filter(({ training }) => training.rowCount > 0)
    .map(({ training }, i) => [`site ${i}`, contributeProfile(dictionary, training)] as const);
  const profile = readProfile(dictionary, exactSum(profileLayout(dictionary), new Map(profiles)));
  const plan = allAtOnce(assessPlan(dictionary, profile, synthetic, { seed: 'plan', holdOut: 0.2 }));
  const broadcast = prepareBroadcast(plan, dictionary, synthetic);
  const contributions = sites.map(
    (rows, i) => [`site ${i}`, contributeAssessment(broadcast, dictionary, rows, `site ${i}`)] as const,
  );
  return scoreAlone(plan, dictionary, exactSum(assessLayout(dictionary), new Map(contributions)), synthetic);
}
