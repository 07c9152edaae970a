import { deriveSeed, type Seed } from '#random/random-stream';
import type { Contribution, Sum } from '#sums/contribution';
import { sha256Hex } from '#sums/sha256';
import { SumAccumulator } from '#sums/sum-accumulator';
import type { EngineAssignment } from '../ports.ts';
import { hasManyExchanges, type RoundRequest } from '../round.ts';
import type { RoundState } from '../round-state.ts';

/** One exchange while it is open: its state, its running sum, and the promise of its end. */
export class OpenExchange {
  state: RoundState;
  readonly request: RoundRequest;
  readonly #broadcast: Uint8Array;
  readonly #broadcastSha256: string;
  readonly #accumulator: SumAccumulator;
  readonly #settled = Promise.withResolvers<void>();

  private constructor(state: RoundState, request: RoundRequest, broadcast: Uint8Array, accumulator: SumAccumulator) {
    this.state = state;
    this.request = request;
    this.#broadcast = broadcast;
    this.#broadcastSha256 = sha256Hex(broadcast);
    this.#accumulator = accumulator;
    this.#settled.promise.catch(() => undefined);
  }

  /**
   * The exchange with which a round begins.
   * @param sites enrolled in the study: each has its share of the range in which sums are exact
   */
  static first(state: RoundState, request: RoundRequest, sites: number): OpenExchange {
    return new OpenExchange(state, request, request.broadcast, new SumAccumulator(request.layout, sites));
  }

  /** The one after this, which has closed. It adds up where this one's sum was, and that is gone. */
  following(state: RoundState, broadcast: Uint8Array): OpenExchange {
    this.#accumulator.restart();
    return new OpenExchange(state, this.request, broadcast, this.#accumulator);
  }

  get isDurable(): boolean {
    return !hasManyExchanges(this.request);
  }

  get round(): number {
    return this.state.spec.round;
  }

  get exchange(): number {
    return this.state.spec.exchange;
  }

  assignmentFor(site: string, studySeed: Seed): EngineAssignment {
    const { study, round, exchange } = this.state.spec;
    const { kind, task, layout } = this.request;
    return {
      study,
      round,
      exchange,
      kind,
      task,
      broadcast: this.#broadcast,
      broadcastSha256: this.#broadcastSha256,
      manyExchanges: !this.isDurable,
      layout,
      seed: deriveSeed(studySeed, 'round', round, 'exchange', exchange, 'site', site),
    };
  }

  add(site: string, contribution: Contribution): void {
    this.#accumulator.add(site, contribution);
  }

  /** The sum, once the exchange has closed. */
  async sum(): Promise<Sum> {
    await this.#settled.promise;
    return this.#accumulator.finish();
  }

  close(): void {
    this.#settled.resolve();
  }

  fail(error: unknown): void {
    this.#settled.reject(error);
  }
}
