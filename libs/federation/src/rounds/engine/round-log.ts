import { CohortloomError } from '#errors/cohortloom-error';
import type { JsonValue, RoundJournal, JournalEntry } from '#storage/ports/round-journal';
import type { Clock, Slot } from '../ports.ts';
import type { RoundEvent } from '../round-event.ts';
import { replayStudy, type RoundHistory, type RoundRecord, type RoundRecordType } from '../round-history.ts';
import { EventPace } from './event-pace.ts';

/** Writes what happens to rounds into the study's journal, and reads it back. */
export class RoundLog {
  readonly #journal: RoundJournal;
  readonly #study: string;
  readonly #clock: Clock;
  #pace = new EventPace();
  #history: Promise<Map<number, RoundHistory>> | undefined;
  #serial = 0;

  constructor(journal: RoundJournal, study: string, clock: Clock) {
    this.#journal = journal;
    this.#study = study;
    this.#clock = clock;
  }

  /** The rounds as the journal had them when it was first asked (or after `reread`). */
  history(): Promise<Map<number, RoundHistory>> {
    this.#history ??= this.#load();
    return this.#history;
  }

  reread(): void {
    this.#history = undefined;
  }

  async opened(data: RoundRecord<'round-opened'>): Promise<void> {
    this.#pace = new EventPace();
    await this.#append('round-opened', `round/${data.round}/opened`, data);
  }

  async reopened(data: RoundRecord<'round-reopened'>): Promise<void> {
    await this.#append('round-reopened', this.#uniqueKey(data.round, 'reopened'), data);
  }

  /** @returns whether it is this closing that the journal has: false when the round had been closed before */
  closed(data: RoundRecord<'round-closed'>): Promise<boolean> {
    return this.#append('round-closed', `round/${data.round}/closed`, data);
  }

  async failed(data: RoundRecord<'round-failed'>): Promise<void> {
    await this.#append('round-failed', this.#uniqueKey(data.round, 'failed'), data);
  }

  /** False when it had been before. */
  givenUp(data: RoundRecord<'round-given-up'>): Promise<boolean> {
    return this.#append('round-given-up', `round/${data.round}/given-up`, data);
  }

  /** @throws CL-ROUND-003 when the journal already holds another contribution for the slot */
  async contributed(data: RoundRecord<'contributed'>): Promise<void> {
    const key = `round/${data.round}/contributed/${data.site}`;
    const { entry } = await this.#journal.append(this.#study, {
      key,
      type: 'contributed',
      at: this.#clock.now(),
      data,
    });
    const held = entry.data as RoundRecord<'contributed'>;
    if (held.sha256 !== data.sha256) throw heldAnother(this.#study, data);
  }

  /**
   * Comings and goings. Those that change nothing are for the reader of the journal: of equal ones of a site one a minute is
   * written, with how many before it were not. Failures are equal when their codes are.
   */
  async siteEvent({ round, exchange }: Slot, event: RoundEvent, changesRound: boolean): Promise<void> {
    if (event.type !== 'site-left' && event.type !== 'site-returned' && event.type !== 'site-failed') return;
    const { type, at, ...rest } = event;
    const passedOver = changesRound ? 0 : this.#pace.admit(kindOf(event), at);
    if (passedOver === undefined) return;
    const data = { round, exchange, ...rest, ...(passedOver > 0 && { passedOver }) };
    await this.#append(type, this.#uniqueKey(round, `${type}/${event.site}`), data);
  }

  async #append(type: RoundRecordType, key: string, data: JsonValue): Promise<boolean> {
    const { appended } = await this.#journal.append(this.#study, { key, type, at: this.#clock.now(), data });
    return appended;
  }

  #uniqueKey(round: number, what: string): string {
    return `round/${round}/${what}/${this.#serial++}`;
  }

  async #load(): Promise<Map<number, RoundHistory>> {
    const entries: JournalEntry[] = [];
    for await (const entry of this.#journal.read(this.#study)) entries.push(entry);
    this.#serial = entries.length;
    return replayStudy(entries);
  }
}

function kindOf(event: RoundEvent & { readonly site: string }): string {
  const kind = `${event.type}/${event.site}`;
  return event.type === 'site-failed' ? `${kind}/${event.code}` : kind;
}

function heldAnother(study: string, { site, round }: RoundRecord<'contributed'>): CohortloomError {
  return new CohortloomError('CL-ROUND-003', {
    what: `The journal already holds another contribution of ${site} to round ${round}.`,
    where: { study, site, round },
    todo: 'Make sure that only one agent runs for this site and only one coordinator for this study.',
  });
}
