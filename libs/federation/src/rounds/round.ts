import type { CohortloomError } from '#errors/cohortloom-error';
import type { CheckpointPort } from './checkpoint.ts';
import type { Seed } from '#random/random-stream';
import type { Contribution, Sum } from '#sums/contribution';
import type { SumLayout } from '#sums/layout';

export type RoundKind = 'profile' | 'train' | 'assess';

/** One round as the study asks for it: broadcast something, add up what the sites contribute. */
export interface RoundRequest {
  readonly kind: RoundKind;
  /** The site's handler, e.g. `profile`, `ctabgan-plus`, `assess`. */
  readonly task: string;
  readonly broadcast: Uint8Array;
  readonly layout: SumLayout;
  /**
   * Called with the sum of each exchange (0, 1, …) before the round closes; returns the broadcast of the next, or
   * undefined when the round is over. Without it the round has one exchange. The sum is used again for the next exchange:
   * what is kept of it beyond the returned promise is copied.
   */
  readonly next?: (sum: Sum, exchange: number) => Promise<Uint8Array | undefined>;
  /**
   * Whether the study goes on without this round where it ends so. It is then over for good: `run` throws the error, now and
   * whenever the study is run again, and the next call is the next round. Default: no failed round is; the next call takes it up.
   */
  readonly isSpared?: (error: CohortloomError) => boolean;
  /** Whether the round may have more than one exchange, so that contributions to it aren't kept; default: if `next` is given. */
  readonly manyExchanges?: boolean;
  /** Called after `next`, before the round closes: the study's state, which is kept in place of the contributions. */
  readonly checkpoint?: () => Uint8Array;
}

export function hasManyExchanges({ manyExchanges, next }: RoundRequest): boolean {
  return manyExchanges ?? next !== undefined;
}

/** What one site disclosed in a round. */
export interface Participation {
  readonly site: string;
  readonly rowCount: number;
  readonly bytes: number;
  readonly smallestCount?: number;
  readonly sha256: string;
}

export interface RoundOutcome {
  readonly round: number;
  /** The sum of the last exchange. */
  readonly sum: Sum;
  readonly participants: readonly Participation[];
}

/** Runs rounds: in this process (simulation) or over the wire. Rounds are numbered from 0 in the order of the calls. */
export interface RoundRunner {
  run(request: RoundRequest): Promise<RoundOutcome>;
  /**
   * To be called where a series of rounds with checkpoints begins, with the first of them. Returns the latest checkpoint of
   * this series; the next `run` is then the round after it. Undefined: none is kept, and the first round comes next.
   */
  resume(first: RoundRequest): Promise<Uint8Array | undefined>;
}

/** What a site is asked to do; the answer must be a pure function of this and the site's own table. */
export interface SiteAssignment {
  readonly study: string;
  readonly round: number;
  readonly exchange: number;
  readonly kind: RoundKind;
  readonly task: string;
  readonly broadcast: Uint8Array;
  readonly layout: SumLayout;
  /** Derived from study seed, round, exchange and site. */
  readonly seed: Seed;
}

/** done of total in units of the task's own (steps, columns …). */
export type ReportProgress = (done: number, total: number) => void;

/** A site's side of every round. Must stop soon after `signal` aborts; work that takes long goes on from `checkpoint`. */
export interface SiteWorker {
  contribute(
    assignment: SiteAssignment,
    progress: ReportProgress,
    signal: AbortSignal,
    checkpoint?: CheckpointPort,
  ): Promise<Contribution>;
}
