import { describe, expect, it } from '@jest/globals';
import { sha256Hex } from '#sums/sha256';
import type { SumLayout } from '#sums/layout';
import { DisclosureLedger, disclosureDocument, type CountedContribution } from './disclosure-ledger.ts';

const LAYOUT: SumLayout = new Map([
  ['rows', { kind: 'count', length: 3 }],
  ['weights', { kind: 'weighted', length: 9 }],
]);

function counted(changes: Partial<CountedContribution> = {}): CountedContribution {
  const fixed = { round: 0, kind: 'train' as const, task: 'ctabgan-plus', layout: LAYOUT };
  return { ...fixed, site: 'a', rowCount: 40, bytes: 100, sha256: 'ab', ...changes };
}

describe('the ledger of disclosures', () => {
  it('has a line per round and site, sorted', () => {
    const ledger = new DisclosureLedger();
    ledger.record(counted({ site: 'b' }));
    ledger.record(counted({ round: 1, site: 'a' }));
    ledger.record(counted({ site: 'a' }));
    expect(ledger.disclosures().map(({ round, site }) => [round, site])).toEqual([
      [0, 'a'],
      [0, 'b'],
      [1, 'a'],
    ]);
    expect(ledger.ofRound(0)[0]).toEqual({
      round: 0,
      kind: 'train',
      task: 'ctabgan-plus',
      site: 'a',
      rowCount: 40,
      exchanges: 1,
      bytes: 100,
      sha256: 'ab',
      vectors: [
        { name: 'rows', kind: 'count', length: 3 },
        { name: 'weights', kind: 'weighted', length: 9 },
      ],
    });
  });

  it('keeps the smallest count of all exchanges, and none where no counts were sent', () => {
    const ledger = new DisclosureLedger();
    for (const smallestCount of [4, 2, undefined]) ledger.record(counted({ smallestCount }));
    ledger.record(counted({ site: 'b' }));
    const [a, b] = ledger.disclosures();
    expect(a.smallestCount).toBe(2);
    expect('smallestCount' in b).toBe(false);
  });

  it('states beside the rounds what holds of the model', () => {
    const document = disclosureDocument('demo', [], { model: { minimumLeafSize: 10 } });
    expect(document).toMatchObject({ study: 'demo', model: { minimumLeafSize: 10 } });
  });

  it('adds up the exchanges of a round', () => {
    const ledger = new DisclosureLedger();
    for (const sha256 of ['ab', 'cd', 'ef']) ledger.record(counted({ sha256 }));
    const sha256 = sha256Hex(new TextEncoder().encode('abcdef'));
    expect(ledger.disclosures()).toMatchObject([{ exchanges: 3, bytes: 300, sha256 }]);
    expect(ledger.disclosures()).toEqual(ledger.disclosures());
  });

  it('stays small when a round has thousands of exchanges', () => {
    const ledger = new DisclosureLedger();
    for (let exchange = 0; exchange < 1_800; exchange++) {
      for (const site of ['a', 'b', 'c']) ledger.record(counted({ site }));
    }
    expect(ledger.toJson('demo').length).toBeLessThan(2_000);
  });

  it('writes vectors once per round, and names the study', () => {
    const ledger = new DisclosureLedger();
    ledger.record(counted({ site: 'a' }));
    ledger.record(counted({ site: 'b', rowCount: 7 }));
    expect(JSON.parse(ledger.toJson('demo'))).toEqual({
      format: 'cohortloom-disclosures-1',
      study: 'demo',
      rounds: [
        {
          round: 0,
          kind: 'train',
          task: 'ctabgan-plus',
          vectors: [
            { name: 'rows', kind: 'count', length: 3 },
            { name: 'weights', kind: 'weighted', length: 9 },
          ],
          sites: [
            { site: 'a', rowCount: 40, exchanges: 1, bytes: 100, sha256: 'ab' },
            { site: 'b', rowCount: 7, exchanges: 1, bytes: 100, sha256: 'ab' },
          ],
        },
      ],
    });
  });

  it('forgets a round that is run again, and restores one that was run before', () => {
    const ledger = new DisclosureLedger();
    ledger.record(counted({ round: 3 }));
    const before = ledger.disclosures();
    ledger.forget(3);
    expect(ledger.disclosures()).toEqual([]);
    const layout = [...LAYOUT].map(([name, vector]) => ({ name, ...vector }));
    ledger.restore({ round: 3, kind: 'train', task: 'ctabgan-plus', layout }, before);
    expect(ledger.disclosures()).toEqual(before);
  });
});
