import type { RoundRunner } from '#federation/rounds/round';
import type { DataDictionary } from '#tabular/dictionary';
import { type Profile, profileLayout, readProfile } from '#tabular/profile/profile';
import type { StudyObserver } from '../observer.ts';
import { encodeSiteTask, type StudySetup } from '../site-task.ts';

/** The one round that tells the coordinator what the cohort looks like: counts per state and per agreed bin. */
export async function profileCohort(
  dictionary: DataDictionary,
  setup: StudySetup,
  rounds: RoundRunner,
  observer: StudyObserver,
): Promise<Profile> {
  observer.stageStarted('profiling', 1);
  const { sum } = await rounds.run({
    kind: 'profile',
    task: 'profile',
    broadcast: encodeSiteTask({ setup, payload: new Uint8Array() }),
    layout: profileLayout(dictionary),
  });
  observer.stageAdvanced('profiling', 1, 1);
  return readProfile(dictionary, sum);
}
