import type { RoundKind } from './round.ts';

/** Where the engine stands, as a person or a display wants to know it. */
export interface RoundStatus {
  readonly phase: 'idle' | 'paused' | 'gathering' | 'open' | 'closed' | 'failed';
  readonly round: number;
  readonly exchange: number;
  readonly kind?: RoundKind;
  readonly task?: string;
  readonly sites: readonly SiteStatus[];
  /** What it waits for; undefined when it waits for nothing. */
  readonly wait?: Wait;
}

export interface SiteStatus {
  readonly site: string;
  readonly connected: boolean;
  /** `absent`: no member of this round or exchange, or no longer waited for. */
  readonly state: 'waiting' | 'working' | 'contributed' | 'failed' | 'absent';
  readonly done: number;
  readonly total: number;
}

/** No state waits for ever: each says what it waits for, since when, and what will end it. */
export interface Wait {
  /** One sentence, e.g. "contributions of b and c". */
  readonly what: string;
  readonly sites: readonly string[];
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** When the wait ends by itself if nobody advances; Infinity if only a person can end it. */
  readonly until: number;
  /** What happens then. */
  readonly ending: string;
}
