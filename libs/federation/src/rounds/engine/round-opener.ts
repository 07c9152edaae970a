import { sha256Hex } from '#sums/sha256';
import type { ParticipantRecord, RoundHistory } from '../round-history.ts';
import { openRound, reopenRound, type RoundSpec, type RoundState } from '../round-state.ts';
import { hasManyExchanges, type RoundRequest } from '../round.ts';
import type { Wait } from '../status.ts';
import type { RoundEngineOptions } from './engine-options.ts';
import { Gatherer } from './gatherer.ts';
import type { Passage } from './passage.ts';
import type { Presence } from './presence.ts';
import type { RoundLog } from './round-log.ts';
import type { WakeUp } from './wake-up.ts';

export interface OpenerParts {
  readonly options: RoundEngineOptions;
  readonly log: RoundLog;
  readonly presence: Presence;
  readonly passage: Passage;
  readonly wakeUp: WakeUp;
  readonly requireUninterrupted: () => void;
  /** Told when the wait for sites begins. */
  readonly onChange: () => void;
}

/** Decides who the members of a round are, and opens it: a fresh one, or one that the journal has. */
export class RoundOpener {
  readonly #parts: OpenerParts;
  #gatherer: Gatherer | undefined;

  constructor(parts: OpenerParts) {
    this.#parts = parts;
  }

  /** While sites are awaited. */
  get wait(): Wait | undefined {
    return this.#gatherer?.wait;
  }

  look(): void {
    this.#gatherer?.look();
  }

  /** Ends the wait for sites with an error. */
  fail(error: unknown): void {
    this.#gatherer?.fail(error);
  }

  async open(round: number, request: RoundRequest): Promise<RoundState> {
    const members = await this.#members(round);
    const { study, policy } = this.#parts.options;
    const { kind, task, broadcast, layout } = request;
    await this.#parts.log.opened({
      round,
      study,
      kind,
      task,
      members: [...members],
      policy,
      broadcastSha256: sha256Hex(broadcast),
      manyExchanges: hasManyExchanges(request),
      layout: [...layout].map(([name, vector]) => ({ name, ...vector })),
    });
    return this.#opened({ study, round, exchange: 0, kind, task, members, policy });
  }

  /** Takes up a round that a crash or a failure had ended: same members, and after a failure whoever is there now. */
  async reopen({ state, opened }: RoundHistory): Promise<RoundState> {
    const { log, presence, options } = this.#parts;
    const { policy, clock } = options;
    const joining = state.phase === 'failed' ? [...presence.connected] : [];
    const members = [...new Set([...state.spec.members, ...joining])];
    const connected = members.filter((site) => presence.connected.has(site));
    await log.reopened({ round: state.spec.round, members, connected, policy });
    if (opened.manyExchanges) return this.#opened({ ...state.spec, members, policy });
    return reopenRound(state, { at: clock.now(), connected: new Set(connected), members, policy });
  }

  /** A round of many exchanges that had closed: its sums aren't kept, so it is repeated with the same members. */
  openAgain({ state }: RoundHistory): RoundState {
    return this.#opened({ ...state.spec, policy: this.#parts.options.policy });
  }

  /** A closed round of one exchange that has lost contributions: those who took part are asked again for what is missing. */
  openFor({ state }: RoundHistory, participants: readonly ParticipantRecord[]): RoundState {
    const { presence, options } = this.#parts;
    const members = participants.map(({ site }) => site);
    const connected = new Set(members.filter((site) => presence.connected.has(site)));
    return reopenRound(state, { at: options.clock.now(), connected, members, policy: options.policy });
  }

  nextExchange({ spec }: RoundState): RoundState {
    return this.#opened({ ...spec, exchange: spec.exchange + 1 });
  }

  #opened(spec: RoundSpec): RoundState {
    const { options, presence } = this.#parts;
    // The journal tells only who the members are, and a replay must come to the same state.
    const connected = spec.exchange === 0 ? new Set(spec.members) : presence.connected;
    return openRound(spec, { at: options.clock.now(), connected, silent: presence.silent });
  }

  /** Sites gather anew after a pause: who was there before it may have gone. */
  async #members(round: number): Promise<readonly string[]> {
    const { passage } = this.#parts;
    for (;;) {
      const members = await this.#gather(round);
      if (members !== undefined && passage.isOpen) return members;
      await passage.pass();
    }
  }

  async #gather(round: number): Promise<readonly string[] | undefined> {
    const { options, presence, passage, wakeUp, requireUninterrupted, onChange } = this.#parts;
    requireUninterrupted();
    const { study, sites, policy, clock } = options;
    const { connected, expected } = presence;
    const startedAt = clock.now();
    const describe = () => {
      const changedAt = Math.max(startedAt, presence.changedAt);
      return { study, round, sites, connected, expected, startedAt, changedAt, policy };
    };
    const now = () => clock.now();
    this.#gatherer = new Gatherer(
      describe,
      now,
      (due) => wakeUp.by(due),
      () => passage.isOpen,
    );
    try {
      const members = this.#gatherer.members();
      onChange();
      return await members;
    } finally {
      this.#gatherer = undefined;
    }
  }
}
