import type { Stores } from '#storage/ports/stores';
import { readDocument } from '#study/life/study-document';
import type { Violation } from './violation.ts';

/** Stages in which a study may wait for its sites. In the others its coordinator computes. */
const WAITING_STAGES: readonly string[] = ['enrolling', 'profiling', 'training', 'assessing'];

/** What the store says of a study that hasn't got further for a while: what it waits for must be named. */
export async function checkStatus(stores: Stores, study: string, idleSeconds: number): Promise<Violation[]> {
  const record = await stores.studies.get(study);
  if (record === undefined) return [];
  const { state, wait } = readDocument(record);
  if (wait !== undefined || !WAITING_STAGES.includes(state.name)) return [];
  const found = `nothing got further for ${idleSeconds} s in the stage ${state.name}, and the study's status names no wait`;
  return [{ invariant: 'no study waits without a named reason', found }];
}
