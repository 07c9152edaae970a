import { replayStudy, type RoundHistory } from '#federation/rounds/round-history';
import { hashesOf } from '#federation/rounds/round-state';
import type { JournalEntry } from '#storage/ports/round-journal';
import type { Acknowledged } from './receipt-book.ts';
import type { Violation } from './violation.ts';

const LOST = 'no acknowledged contribution is lost';
const ONCE = 'no contribution is counted twice';
const CLOSED_ONCE = 'each round has one record of its closing';

/**
 * What a study's journal must tell, at any moment.
 * @param acknowledged receipts that had been given before the journal was read
 */
export function checkJournal(entries: readonly JournalEntry[], acknowledged: readonly Acknowledged[]): Violation[] {
  const rounds = replayStudy(entries);
  return [
    ...acknowledged.flatMap((receipt) => checkReceipt(receipt, rounds.get(receipt.round))),
    ...duplicates(entries, 'contributed', ({ round, site }) => `round ${round}, ${site}`, ONCE),
    ...duplicates(entries, 'round-closed', ({ round }) => `round ${round}`, CLOSED_ONCE),
    ...duplicates(entries, 'round-opened', ({ round }) => `round ${round}`, CLOSED_ONCE),
    ...[...rounds.values()].flatMap(checkParticipants),
  ];
}

/** At the end of a study every round that was opened has closed. */
export function checkAllClosed(entries: readonly JournalEntry[]): Violation[] {
  const open = [...replayStudy(entries)].filter(([, { participants }]) => participants === undefined);
  return open.map(([round]) => ({ invariant: CLOSED_ONCE, found: `round ${round} never closed` }));
}

function checkReceipt({ round, exchange, site, sha256 }: Acknowledged, history: RoundHistory | undefined): Violation[] {
  const where = `round ${round}, exchange ${exchange}, ${site}`;
  if (history === undefined) return [{ invariant: LOST, found: `${where}: the journal has no such round` }];
  const { opened, state, participants } = history;
  const kept = hashesOf(state).get(site);
  if (!opened.manyExchanges && kept !== sha256) {
    return [{ invariant: LOST, found: `${where}: acknowledged ${sha256}, the journal has ${kept}` }];
  }
  if (participants !== undefined && !participants.some((participant) => participant.site === site)) {
    return [{ invariant: LOST, found: `${where}: acknowledged, but no part of the sum` }];
  }
  return [];
}

/** The sum of a round of one exchange has each contribution of the journal, once. */
function checkParticipants({ opened, state, participants }: RoundHistory): Violation[] {
  if (participants === undefined) return [];
  const summed = participants.map(({ site, sha256 }) => (opened.manyExchanges ? site : `${site} ${sha256}`)).sort();
  const kept = [...hashesOf(state)].map(([site, sha256]) => `${site} ${sha256}`).sort();
  const expected = opened.manyExchanges ? [...opened.members].sort() : kept;
  if (summed.join() === expected.join()) return [];
  const found = `round ${opened.round}: the sum is of ${summed.join(', ')}; expected was ${expected.join(', ')}`;
  return [{ invariant: ONCE, found }];
}

type Data = Readonly<Record<string, unknown>>;

function duplicates(
  entries: readonly JournalEntry[],
  type: string,
  nameOf: (data: Data) => string,
  invariant: string,
): Violation[] {
  const names = entries.filter((entry) => entry.type === type).map(({ data }) => nameOf(data as unknown as Data));
  const twice = new Set(names.filter((name, i) => names.indexOf(name) !== i));
  return [...twice].map((name) => ({ invariant, found: `${name}: more than one record of type ${type}` }));
}
