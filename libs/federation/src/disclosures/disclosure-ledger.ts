import { createHash, type Hash } from 'node:crypto';
import type { SumLayout } from '#sums/layout';
import type { RoundKind } from '../rounds/round.ts';
import type { DisclosedVector, Disclosure, SiteTotal } from './disclosure.ts';

/** One counted contribution, as the engine (or a site's agent, for its own ledger) tells it. */
export interface CountedContribution {
  readonly round: number;
  readonly kind: RoundKind;
  readonly task: string;
  readonly site: string;
  readonly rowCount: number;
  readonly bytes: number;
  readonly sha256: string;
  /** The least count above 0 in it, where it has counts. */
  readonly smallestCount?: number;
  readonly layout: SumLayout;
}

interface Line {
  readonly first: CountedContribution;
  exchanges: number;
  bytes: number;
  smallestCount: number;
  readonly hashes: Hash;
}

/** What a journal keeps of a closed round. */
export interface RecordedRound {
  readonly round: number;
  readonly kind: RoundKind;
  readonly task: string;
  readonly layout: readonly DisclosedVector[];
}

/**
 * Collects what every site disclosed, one line per round and site however many exchanges the round had, so that a study
 * of thousands of exchanges still has a ledger a person can read.
 */
export class DisclosureLedger {
  readonly #lines = new Map<string, Line>();
  readonly #restored = new Map<number, readonly Disclosure[]>();

  record(contribution: CountedContribution): void {
    const key = JSON.stringify([contribution.round, contribution.site]);
    const line = this.#lines.get(key) ?? {
      first: contribution,
      exchanges: 0,
      bytes: 0,
      smallestCount: Infinity,
      hashes: createHash('sha256'),
    };
    this.#lines.set(key, line);
    line.exchanges++;
    line.bytes += contribution.bytes;
    line.smallestCount = Math.min(line.smallestCount, contribution.smallestCount ?? Infinity);
    line.hashes.update(contribution.sha256);
  }

  /** Forgets a round that is about to be run again from its start. */
  forget(round: number): void {
    this.#restored.delete(round);
    for (const [key, { first }] of this.#lines) if (first.round === round) this.#lines.delete(key);
  }

  /** Takes over what an earlier run of the study has recorded of a round. */
  restore({ round, kind, task, layout }: RecordedRound, sites: readonly SiteTotal[]): void {
    const vectors = layout.map(({ name, kind: vectorKind, length }) => ({ name, kind: vectorKind, length }));
    this.#restored.set(
      round,
      sites.map((site) => ({ round, kind, task, ...site, vectors })),
    );
  }

  ofRound(round: number): readonly Disclosure[] {
    return this.disclosures().filter((disclosure) => disclosure.round === round);
  }

  /** Sorted by round, then site. */
  disclosures(): readonly Disclosure[] {
    return [...this.#restored.values()]
      .flat()
      .concat([...this.#lines.values()].map(disclosureOf))
      .sort((a, b) => a.round - b.round || (a.site < b.site ? -1 : a.site > b.site ? 1 : 0));
  }

  /** The content of disclosures.json: vectors are listed once per round and task, sites refer to them. */
  toJson(study: string): string {
    return JSON.stringify(disclosureDocument(study, this.disclosures()), null, 2) + '\n';
  }
}

function disclosureOf({ first, exchanges, bytes, smallestCount, hashes }: Line): Disclosure {
  const { round, kind, task, site, rowCount, layout } = first;
  const sha256 = exchanges === 1 ? first.sha256 : hashes.copy().digest('hex');
  const least = Number.isFinite(smallestCount) ? { smallestCount } : {};
  return { round, kind, task, site, rowCount, exchanges, bytes, ...least, sha256, vectors: vectorsOf(layout) };
}

function vectorsOf(layout: SumLayout): DisclosedVector[] {
  return [...layout].map(([name, { kind, length }]) => ({ name, kind, length }));
}

interface RoundDocument {
  round: number;
  kind: RoundKind;
  task: string;
  vectors: readonly DisclosedVector[];
  sites: SiteTotal[];
}

/** The content of disclosures.json. `stated` holds of everything that the study's models release. */
export function disclosureDocument(
  study: string,
  disclosures: readonly Disclosure[],
  stated: { readonly model?: unknown; readonly models?: unknown } = {},
) {
  const rounds = new Map<number, RoundDocument>();
  for (const { round, kind, task, vectors, ...site } of disclosures) {
    const entry = rounds.get(round) ?? { round, kind, task, vectors, sites: [] };
    rounds.set(round, entry);
    entry.sites.push(site);
  }
  return { format: 'cohortloom-disclosures-1', study, ...stated, rounds: [...rounds.values()] };
}
