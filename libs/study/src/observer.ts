import type { StudyStage } from './stage.ts';

/** Told how a study goes on: for a progress bar, a console, a log. */
export interface StudyObserver {
  /**
   * A stage has begun; `total` is in the stage's own units (rounds, exchanges, rows).
   * @param model in a study of several: which one, in words
   */
  stageStarted(stage: StudyStage, total: number, model?: string): void;
  stageAdvanced(stage: StudyStage, done: number, total: number): void;
  /** Something that a person should know and that stops nothing. */
  noted(what: string): void;
}

export const silentObserver: StudyObserver = {
  stageStarted: () => {},
  stageAdvanced: () => {},
  noted: () => {},
};

/** Tells each of them everything. */
export function observers(...all: readonly StudyObserver[]): StudyObserver {
  return {
    stageStarted: (...started) => all.forEach((observer) => observer.stageStarted(...started)),
    stageAdvanced: (...advanced) => all.forEach((observer) => observer.stageAdvanced(...advanced)),
    noted: (what) => all.forEach((observer) => observer.noted(what)),
  };
}
