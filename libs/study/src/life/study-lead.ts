import { once } from 'node:events';
import { CohortloomError } from '#errors/cohortloom-error';
import { PauseGate } from '#federation/rounds/pause-gate';
import type { Clock } from '#federation/rounds/ports';
import type { RoundStatus } from '#federation/rounds/status';
import type { StudyStage, StudyState } from '#federation/study-state';
import type { JsonValue } from '#storage/ports/round-journal';
import type { StudyObserver } from '../observer.ts';
import type { StudyStage as RunningStage } from '../stage.ts';
import { interrupted, withdrawn } from './life-errors.ts';
import { NoteTaker } from './note-taker.ts';
import { StudyLife, type StudyLifeOptions } from './study-life.ts';

/** How often a leader looks for what other processes ask of it, milliseconds. */
const OBEY_INTERVAL = 1_000;

/** Releasing begins with the review: a study whose rule needs no person passes through it. */
const LIFE_STAGES: Readonly<Record<RunningStage, StudyStage>> = {
  enrolling: 'enrolling',
  profiling: 'profiling',
  training: 'training',
  sampling: 'sampling',
  assessing: 'assessing',
  releasing: 'review',
};

export interface StudyLeadOptions extends Omit<StudyLifeOptions, 'now' | 'onState'> {
  readonly clock: Clock;
  /** Told in words when somebody has paused or resumed the study. */
  readonly announce: (words: string) => void;
  /** Whether another process led before this one, which takes over: a study that failed there isn't taken up. */
  readonly succeeds?: boolean;
}

/**
 * Runs beside a study for as long as this process leads it: keeps its life and what it waits for in the store, and does
 * what other processes ask for. Whatever ends the lead aborts `signal`, with the error as its reason.
 */
export class StudyLead implements StudyObserver {
  /** Closed while the study is paused. */
  readonly gate = new PauseGate();
  readonly #options: StudyLeadOptions;
  readonly #abort = new AbortController();
  readonly #life: StudyLife;
  readonly #notes: NoteTaker;
  #cancelLook: () => void = () => {};

  /**
   * @throws CL-CONF-001 when the study was declared otherwise, CL-ROUND-007 when the lease is lost, CL-ROUND-008 when it was
   * withdrawn, and what it failed with under the leader that this one succeeds
   */
  static async take(options: StudyLeadOptions, declaration: JsonValue): Promise<StudyLead> {
    const { clock } = options;
    let lead: StudyLead | undefined;
    const onState = (state: StudyState, since: number) => {
      if (lead !== undefined) lead.#onState(state, since);
    };
    const life = await StudyLife.lead({ ...options, now: () => clock.now(), onState }, declaration);
    await life.begin(!options.succeeds);
    lead = new StudyLead(options, life);
    if (life.state.name === 'paused') lead.gate.close(life.since);
    lead.#lookLater();
    return lead;
  }

  private constructor(options: StudyLeadOptions, life: StudyLife) {
    this.#options = options;
    this.#life = life;
    this.#notes = new NoteTaker(options.clock, (note) => this.#guard(life.note(note)));
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get state(): StudyState {
    return this.#life.state;
  }

  /** To be told every status of the rounds. */
  onStatus(status: RoundStatus): void {
    this.#notes.status(status);
  }

  /** Of several models one is sampled before the next is trained: until all are made, the study is in training. */
  stageStarted(stage: RunningStage, total: number, model?: string): void {
    const isBetweenModels = stage === 'sampling' && model !== undefined;
    void this.#guard(this.#life.reach(isBetweenModels ? 'training' : LIFE_STAGES[stage]));
    this.#notes.progress(0, total);
  }

  stageAdvanced(_stage: RunningStage, done: number, total: number): void {
    this.#notes.progress(done, total);
  }

  noted(): void {}

  /**
   * Resolves when the release may be written, which it isn't while the study is paused. What somebody asks for until here
   * is done first: from here on nothing but a withdrawal keeps the release back.
   * @throws what has ended the lead; CL-ROUND-006 when `stop` aborts
   */
  async review(stop: AbortSignal): Promise<void> {
    await this.#life.obey();
    await this.#life.reach('review');
    const end = AbortSignal.any([stop, this.signal]);
    while (this.state.name === 'paused' && !end.aborted) await Promise.race([this.gate.opened(), aborted(end)]);
    this.signal.throwIfAborted();
    if (stop.aborted) throw interrupted(this.#options.id);
  }

  /**
   * The release is written. A withdrawal that somebody has asked for until here is done.
   * @throws what has ended the lead meanwhile: a study that was withdrawn is over
   */
  async released(): Promise<void> {
    await this.#life.obey();
    await this.#life.reach('released');
    this.signal.throwIfAborted();
  }

  /**
   * The study ends here: with an error that is its own, it has failed. One that was stopped, or whose coordinator lacks its
   * port, its disk or its database, goes on later or elsewhere.
   */
  async failed(error: CohortloomError): Promise<void> {
    if (!STOPS.has(error.code) && !error.code.startsWith('CL-IO-')) await this.#life.fail(error).catch(() => undefined);
  }

  /** To be called when the lead ends, however it does. What can't be written any more isn't. */
  async end(): Promise<void> {
    this.#cancelLook();
    this.#notes.stop();
    await this.#life.leave().catch(() => undefined);
  }

  #onState(state: StudyState, since: number): void {
    if (state.name === 'paused') {
      this.gate.close(since);
      this.#options.announce('The study is paused: nothing more is asked until it is resumed.');
    } else if (this.gate.closedSince !== undefined) {
      this.gate.open();
      this.#options.announce('The study goes on.');
    }
    if (state.name === 'withdrawn') this.#abort.abort(withdrawn(this.#options.id, state.reason));
  }

  #lookLater(): void {
    this.#cancelLook = this.#options.clock.after(OBEY_INTERVAL, () => {
      void this.#guard(this.#life.obey()).then(() => {
        if (!this.signal.aborted) this.#lookLater();
      });
    });
  }

  /** What can't be kept ends the study: a restart has to know how far it had got. */
  async #guard(writing: Promise<void>): Promise<void> {
    await writing.catch((error: unknown) => this.#abort.abort(CohortloomError.from(error)));
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

/** After these a study is as it was. */
const STOPS: ReadonlySet<string> = new Set(['CL-ROUND-006', 'CL-ROUND-007', 'CL-ROUND-008']);
