import { describe, expect, it } from '@jest/globals';
import type { JournalEntry, JsonValue } from '#storage/ports/round-journal';
import { checkAllClosed, checkJournal } from './check-journal.ts';
import { checkGrowth } from './check-store.ts';

const SITES = ['a', 'b'];
const POLICY = { quorum: 2, progressTimeout: 1, quorumDeadline: 1, gatherTimeout: 1, maxReturns: 1 };

function journal(...events: readonly (readonly [type: string, data: JsonValue])[]): JournalEntry[] {
  return events.map(([type, data], sequence) => ({ sequence, key: `${sequence}`, type, at: sequence, data }));
}

function opened(round = 0, manyExchanges = false) {
  const data = {
    round,
    study: 's',
    kind: 'train',
    task: 't',
    members: SITES,
    policy: POLICY,
    broadcastSha256: '',
    layout: [],
  };
  return ['round-opened', { ...data, manyExchanges }] as const;
}

const contributed = (site: string, sha256: string) =>
  ['contributed', { round: 0, site, sha256, bytes: 1, rowCount: 1 }] as const;

function closed(...participants: readonly (readonly [site: string, sha256: string])[]) {
  const told = participants.map(([site, sha256]) => ({ site, sha256, rowCount: 1, exchanges: 1, bytes: 1 }));
  return ['round-closed', { round: 0, exchanges: 1, participants: told }] as const;
}

const receipt = (site: string, sha256: string) => ({ round: 0, exchange: 0, site, sha256 });
const WHOLE = [opened(), contributed('a', 'x'), contributed('b', 'y')] as const;

describe('a journal', () => {
  it('that has all that was acknowledged, once, breaks no promise', () => {
    const entries = journal(...WHOLE, closed(['a', 'x'], ['b', 'y']));
    expect(checkJournal(entries, [receipt('a', 'x'), receipt('b', 'y')])).toEqual([]);
    expect(checkAllClosed(entries)).toEqual([]);
  });

  it.each([
    ['lacks the round', journal(), [receipt('a', 'x')]],
    ['lacks the contribution', journal(opened()), [receipt('a', 'x')]],
    ['has another contribution', journal(opened(), contributed('a', 'y')), [receipt('a', 'x')]],
    ['has a sum without a contribution', journal(...WHOLE, closed(['a', 'x'])), [receipt('b', 'y')]],
    ['has a sum with one more', journal(...WHOLE, closed(['a', 'x'], ['a', 'x'], ['b', 'y'])), []],
    ['has two contributions of a site', journal(...WHOLE, contributed('a', 'x')), []],
    ['closes a round twice', journal(...WHOLE, closed(['a', 'x'], ['b', 'y']), closed(['a', 'x'], ['b', 'y'])), []],
    ['has a sum of many exchanges without a member', journal(opened(0, true), closed(['a', 'x'])), [receipt('b', 'y')]],
  ])('that %s breaks a promise', (_, entries, acknowledged) => {
    expect(checkJournal(entries, acknowledged)).not.toEqual([]);
  });

  it('must close every round, and never change', () => {
    expect(checkAllClosed(journal(...WHOLE))).toHaveLength(1);
    expect(checkGrowth(journal(opened()), journal(...WHOLE))).toEqual([]);
    expect(checkGrowth(journal(...WHOLE), journal(opened()))).toHaveLength(1);
    expect(checkGrowth(journal(...WHOLE), journal(opened(), contributed('a', 'z')))).toHaveLength(1);
  });
});
