import type { RoundStatus } from '#federation/rounds/status';
import type { StudyObserver } from '#study/observer';
import type { StudyStage } from '#study/stage';

/**
 * Shows sites coming in until the first round opens: a study begins its first stage before its sites are there, and a
 * person wants to read that it waits for them.
 */
export class EnrolmentView implements StudyObserver {
  readonly #view: StudyObserver;
  readonly #siteCount: number;
  #connected = 0;
  #heldBack: { readonly stage: StudyStage; readonly total: number; readonly model?: string } | undefined;
  #isEnrolling = true;

  constructor(view: StudyObserver, siteCount: number) {
    this.#view = view;
    this.#siteCount = siteCount;
    view.stageStarted('enrolling', siteCount);
  }

  /** To be told every status of the rounds. */
  onStatus({ phase, sites }: RoundStatus): void {
    if (!this.#isEnrolling) return;
    const connected = sites.filter((site) => site.connected).length;
    if (connected > this.#connected) this.#view.stageAdvanced('enrolling', connected, this.#siteCount);
    this.#connected = connected;
    if (phase === 'open') this.#endEnrolment();
  }

  stageStarted(stage: StudyStage, total: number, model?: string): void {
    if (this.#isEnrolling) this.#heldBack = { stage, total, model };
    else this.#view.stageStarted(stage, total, model);
  }

  stageAdvanced(stage: StudyStage, done: number, total: number): void {
    this.#endEnrolment();
    this.#view.stageAdvanced(stage, done, total);
  }

  noted(what: string): void {
    this.#view.noted(what);
  }

  #endEnrolment(): void {
    if (!this.#isEnrolling) return;
    this.#isEnrolling = false;
    const held = this.#heldBack;
    if (held) this.#view.stageStarted(held.stage, held.total, held.model);
  }
}
