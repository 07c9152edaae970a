import type { StudyStore } from '#storage/ports/study-store';
import { readDocument } from './study-document.ts';

/** Since when a process leads a study, milliseconds since the epoch; undefined when the study's record doesn't tell. */
export async function leaderSince(studies: StudyStore, study: string, holder: string): Promise<number | undefined> {
  const record = await studies.get(study);
  const leader = record && readDocument(record).leader;
  return leader?.holder === holder ? leader.since : undefined;
}
