import type { SiteTotal } from '#federation/disclosures/disclosure';
import { replayStudy, type RoundHistory } from '#federation/rounds/round-history';
import type { JournalEntry } from '#storage/ports/round-journal';

/** What one site has disclosed so far, over all rounds that have closed. */
export interface SiteSummary {
  readonly site: string;
  /** The latest that counts, also of the open round. */
  readonly last?: { readonly round: number; readonly at: number };
  readonly rounds: number;
  readonly contributions: number;
  readonly bytes: number;
  /** Numbers in all these contributions together. */
  readonly numbers: number;
  /** The least count above 0 among them; absent where there were no counts. */
  readonly smallestCount?: number;
}

/** A study's rounds as its journal tells them. */
export interface StudySummary {
  readonly roundsClosed: number;
  /** Sorted by name. */
  readonly sites: readonly SiteSummary[];
}

/** @param enrolled sites that are listed even when they have sent nothing */
export function summarizeStudy(entries: readonly JournalEntry[], enrolled: readonly string[]): StudySummary {
  const closed = [...replayStudy(entries).values()].filter(({ participants }) => participants !== undefined);
  const sites = new Map<string, SiteSummary>(enrolled.map((site) => [site, nothingOf(site)]));
  for (const round of closed) for (const total of round.participants ?? []) addTo(sites, total, round);
  for (const { type, at, data } of entries) {
    if (type === 'contributed') noteLast(sites, data as unknown as { site: string; round: number }, at);
    else if (type === 'round-closed') {
      const { round, participants } = data as unknown as { round: number; participants: readonly SiteTotal[] };
      for (const { site, exchanges } of participants) if (exchanges > 1) noteLast(sites, { site, round }, at);
    }
  }
  return { roundsClosed: closed.length, sites: [...sites.values()].sort((a, b) => (a.site < b.site ? -1 : 1)) };
}

function nothingOf(site: string): SiteSummary {
  return { site, rounds: 0, contributions: 0, bytes: 0, numbers: 0 };
}

function addTo(sites: Map<string, SiteSummary>, total: SiteTotal, { opened }: RoundHistory): void {
  const before = sites.get(total.site) ?? nothingOf(total.site);
  const length = opened.layout.reduce((sum, vector) => sum + vector.length, 0);
  const least = Math.min(before.smallestCount ?? Infinity, total.smallestCount ?? Infinity);
  sites.set(total.site, {
    ...before,
    rounds: before.rounds + 1,
    contributions: before.contributions + total.exchanges,
    bytes: before.bytes + total.bytes,
    numbers: before.numbers + length * total.exchanges,
    ...(Number.isFinite(least) && { smallestCount: least }),
  });
}

function noteLast(sites: Map<string, SiteSummary>, { site, round }: { site: string; round: number }, at: number): void {
  sites.set(site, { ...(sites.get(site) ?? nothingOf(site)), last: { round, at } });
}
