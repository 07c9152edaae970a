import { CohortloomError } from '#errors/cohortloom-error';
import {
  INITIAL_STUDY_STATE,
  isBefore,
  possibleEvents,
  type StudyEvent,
  type StudyStage,
  type StudyState,
} from '#federation/study-state';
import type { Lease } from '#storage/ports/lease-store';
import type { JsonValue, RoundJournal } from '#storage/ports/round-journal';
import type { StudyRecord, StudyStore } from '#storage/ports/study-store';
import { declaredOtherwise, failedBefore, withdrawn } from './life-errors.ts';
import { LifeLog, type LifePosition } from './study-changes.ts';
import { documentJson, readDocument, type StudyDocument } from './study-document.ts';

export interface StudyLifeOptions {
  readonly id: string;
  readonly studies: StudyStore;
  /** Fenced by the lease. */
  readonly journal: RoundJournal;
  readonly lease: Lease;
  readonly now: () => number;
  /** Told after each change of the state. */
  readonly onState?: (state: StudyState, since: number) => void;
}

/** What may be noted beside the state. */
export type StudyNote = Partial<Pick<StudyDocument, 'progress' | 'round' | 'connected' | 'wait'>>;

/**
 * A study's life in the hands of whoever holds its lease, who alone may change it: each transition is journaled, then
 * stored. Others read the record and leave requests in it.
 */
export class StudyLife {
  readonly #options: StudyLifeOptions;
  readonly #log: LifeLog;
  #record: StudyRecord;
  #document: StudyDocument;
  #position: LifePosition;
  #target: StudyStage = 'draft';
  #tail: Promise<unknown> = Promise.resolve();

  private constructor(options: StudyLifeOptions, record: StudyRecord) {
    this.#options = options;
    this.#log = new LifeLog(options.journal, options.id, options.now);
    this.#record = record;
    this.#document = readDocument(record);
    this.#position = { changes: this.#document.changes, state: this.#document.state };
  }

  /**
   * Takes the lead of a study, a new one as a draft.
   * @throws CL-CONF-001 when it was declared otherwise, CL-ROUND-007 when the lease is lost
   */
  static async lead(options: StudyLifeOptions, declaration: JsonValue): Promise<StudyLife> {
    const { id, studies, now } = options;
    const record = (await studies.get(id)) ?? (await createDraft(id, declaration, studies, now()));
    requireSameDeclaration(record, declaration);
    const life = new StudyLife(options, record);
    await life.#inTurn(() => life.#takeLead());
    return life;
  }

  /** For a change from outside while nobody runs the study: undefined when the store doesn't have it. */
  static async visit(options: StudyLifeOptions): Promise<StudyLife | undefined> {
    const record = await options.studies.get(options.id);
    if (record === undefined) return undefined;
    const life = new StudyLife(options, record);
    await life.#inTurn(() => life.#catchUp());
    return life;
  }

  get state(): StudyState {
    return this.#position.state;
  }

  /** When the study came into its state, milliseconds since the epoch. */
  get since(): number {
    return this.#document.since;
  }

  /**
   * Makes a study ready to run: a draft takes its sites in, a failed study goes on.
   * @param takesUpFailed false for a successor: what has failed under another leader waits for somebody to start it again
   * @throws CL-ROUND-008 when it was withdrawn, and what it failed with when it isn't taken up
   */
  async begin(takesUpFailed = true): Promise<void> {
    const { state } = this;
    if (state.name === 'withdrawn') throw withdrawn(this.#options.id, state.reason);
    if (state.name === 'failed' && !takesUpFailed) throw failedBefore(this.#options.id, state.reason);
    if (state.name === 'draft') await this.change({ type: 'advance' });
    if (state.name === 'failed') await this.change({ type: 'resume' });
  }

  /**
   * Advances to the stage, through those in between; one that it has come past is left as it is. A paused study gets there
   * when it is resumed.
   */
  reach(stage: StudyStage): Promise<void> {
    return this.#inTurn(() => {
      this.#target = stage;
      return this.#advance();
    });
  }

  /** Throws CL-CONF-007 when the state doesn't take the event. */
  change(event: StudyEvent): Promise<void> {
    return this.#inTurn(async () => {
      await this.#change(event);
      await this.#advance();
    });
  }

  /** Ends with the error where the state takes it: a released study stays so. */
  fail({ code, what }: CohortloomError): Promise<void> {
    return this.#inTurn(async () => {
      if (possibleEvents(this.state).includes('fail')) await this.#change({ type: 'fail', reason: { code, what } });
    });
  }

  /** Keeps what others may want to know. */
  note(note: StudyNote): Promise<void> {
    return this.#inTurn(() => this.#store((document) => ({ ...document, ...note })));
  }

  /** Looks whether another process has asked for something, and does it if the state takes it. */
  obey(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#refresh();
      const { request } = this.#document;
      if (request === undefined) return;
      if (possibleEvents(this.state).includes(request.type)) await this.#change(request);
      else await this.#store((document) => ({ ...document, request: undefined }));
      await this.#advance();
    });
  }

  /** This process runs the study no longer. */
  leave(): Promise<void> {
    return this.#inTurn(() =>
      this.#store((document) => ({ ...document, leader: undefined, connected: [], wait: undefined, round: undefined })),
    );
  }

  async #takeLead(): Promise<void> {
    const { lease, now } = this.#options;
    const before = this.#position;
    this.#position = await this.#log.led(lease.holder, before);
    const since = this.#position.state === before.state ? this.#document.since : now();
    const leader = { holder: lease.holder, since: now() };
    await this.#store((document) => ({ ...document, since, leader, connected: [], wait: undefined, round: undefined }));
  }

  /** With what a crash kept the record from hearing of. */
  async #catchUp(): Promise<void> {
    const before = this.#position;
    this.#position = await this.#log.latest(before);
    const since = this.#options.now();
    if (this.#position !== before) await this.#store((document) => ({ ...document, since }));
  }

  async #advance(): Promise<void> {
    while (isBefore(this.state, this.#target) && possibleEvents(this.state).includes('advance')) {
      await this.#change({ type: 'advance' });
    }
  }

  async #change(event: StudyEvent): Promise<void> {
    this.#position = await this.#log.changed(event, this.#position);
    const since = this.#options.now();
    const answered = (document: StudyDocument) =>
      document.request?.type === event.type ? { ...document, request: undefined } : document;
    await this.#store((document) => ({ ...answered(document), since, progress: undefined }));
    this.#options.onState?.(this.state, since);
  }

  /** A request that came in between is kept. */
  async #store(change: (document: StudyDocument) => StudyDocument): Promise<void> {
    const { id, studies, lease } = this.#options;
    for (;;) {
      const next = { ...change(this.#document), ...this.#position };
      try {
        this.#record = await studies.update(id, this.#record.revision, documentJson(next), lease);
        this.#document = next;
        return;
      } catch (error) {
        if (CohortloomError.from(error).code !== 'CL-CONF-009') throw error;
        await this.#refresh();
      }
    }
  }

  async #refresh(): Promise<void> {
    const record = await this.#options.studies.get(this.#options.id);
    if (record === undefined) return;
    this.#record = record;
    this.#document = readDocument(record);
  }

  #inTurn<T>(operation: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(operation);
    this.#tail = result.catch(() => undefined);
    return result;
  }
}

function createDraft(id: string, declaration: JsonValue, studies: StudyStore, now: number): Promise<StudyRecord> {
  const state = documentJson({ state: INITIAL_STUDY_STATE, changes: 0, since: now, connected: [] });
  return studies.create({ id, declaration, state });
}

function requireSameDeclaration({ id, declaration: kept }: StudyRecord, declaration: JsonValue): void {
  const differing = differingKeys(kept, declaration);
  if (differing.length > 0) throw declaredOtherwise(id, differing);
}

function differingKeys(a: JsonValue, b: JsonValue): string[] {
  const [one, other] = [a, b].map((value) => Object(value) as Record<string, JsonValue>);
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(
    (key) => textOf(one[key]) !== textOf(other[key]),
  );
}

/** JSON in which the order of keys doesn't matter, as it doesn't to a store. */
function textOf(value: JsonValue | undefined): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
