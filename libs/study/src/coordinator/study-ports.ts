import type { Engine } from '#compute/engine/engine';
import type { RoundRunner } from '#federation/rounds/round';
import type { StudyObserver } from '../observer.ts';

/** What a study runs on. */
export interface StudyPorts {
  readonly rounds: RoundRunner;
  /** For sampling at the coordinator, where a generator needs one; sites have their own. */
  readonly engine?: Engine;
  readonly observer: StudyObserver;
  /** Ends sampling between two batches; rounds have their own. */
  readonly signal?: AbortSignal;
}
