import type { ContributionVector } from '#sums/contribution';
import type { RoundKind } from '../rounds/round.ts';

/** What one site sent in one round: the shape of it, never its values. */
export interface Disclosure extends SiteTotal {
  readonly round: number;
  readonly kind: RoundKind;
  readonly task: string;
  readonly vectors: readonly DisclosedVector[];
}

/** How much one site sent in one round. */
export interface SiteTotal {
  readonly site: string;
  readonly rowCount: number;
  /** Contributions counted in this round. */
  readonly exchanges: number;
  /** Bytes over all exchanges. */
  readonly bytes: number;
  /** The least count above 0 among all that the site sent; absent where it sent no counts. */
  readonly smallestCount?: number;
  /** Of the only contribution; for many exchanges the SHA-256 of their hashes (hex, one after the other). */
  readonly sha256: string;
}

export interface DisclosedVector {
  readonly name: string;
  readonly kind: ContributionVector['kind'];
  readonly length: number;
}
