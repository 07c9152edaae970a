import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JournalEntry, JournalEvent, RoundJournal } from '../ports/round-journal.ts';

/** Hands a fresh journal to a test, with a way to open the same journal again. */
export type WithJournal = (
  test: (journal: RoundJournal, reopen: () => Promise<RoundJournal>) => Promise<void>,
) => Promise<void>;

const events: fc.Arbitrary<JournalEvent> = fc.record({
  key: fc.string({ maxLength: 3 }),
  type: fc.string(),
  at: fc.nat(),
  data: fc.jsonValue() as fc.Arbitrary<JournalEvent['data']>,
});

export async function readAll(journal: RoundJournal, study = 's', from?: number): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for await (const entry of journal.read(study, from)) entries.push(entry);
  return entries;
}

export function event(key: string, data: JournalEvent['data'] = null): JournalEvent {
  return { key, type: 'test', at: 1, data };
}

/** What every journal must do. */
export function describeRoundJournal(name: string, withJournal: WithJournal): void {
  describe(`${name} as a journal`, () => {
    it('keeps events in order, once per key, across reopening', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(events, { maxLength: 12 }), fc.nat(12), (list, cut) =>
          withJournal(async (journal, reopen) => {
            const expected = new Map<string, JournalEvent>();
            for (const one of list.slice(0, cut)) await appendBoth(journal, expected, one);
            const again = await reopen();
            for (const one of list.slice(cut)) await appendBoth(again, expected, one);
            const stored = JSON.parse(JSON.stringify([...expected.values()])) as JournalEvent[];
            expect(await readAll(again)).toEqual(stored.map((one, sequence) => ({ ...one, sequence })));
          }),
        ),
        { numRuns: 25 },
      );
    });

    it('keeps data under any key', () =>
      withJournal(async (journal, reopen) => {
        const data = JSON.parse('{"__proto__": 1, "constructor": 2}') as JournalEvent['data'];
        await journal.append('s', { key: 'k', type: 'test', at: 1, data });
        const [entry] = await readAll(await reopen(), 's');
        expect(JSON.stringify(entry.data)).toBe('{"__proto__":1,"constructor":2}');
      }));

    it('answers a known key with the entry that is there', () =>
      withJournal(async (journal) => {
        const first = await journal.append('s', event('k', { a: 1 }));
        expect(first).toEqual({ entry: { ...event('k', { a: 1 }), sequence: 0 }, appended: true });
        expect(await journal.append('s', event('k', { a: 2 }))).toEqual({ entry: first.entry, appended: false });
      }));

    it('keeps the order of calls made at once', () =>
      withJournal(async (journal) => {
        const keys = Array.from({ length: 20 }, (_, i) => `k${i}`);
        await Promise.all(keys.map((key) => journal.append('s', event(key))));
        expect((await readAll(journal)).map(({ key }) => key)).toEqual(keys);
      }));

    it('keeps studies apart', () =>
      withJournal(async (journal) => {
        await journal.append('s', event('k'));
        await journal.append('t', event('k'));
        expect(await readAll(journal, 't')).toEqual([{ ...event('k'), sequence: 0 }]);
        expect(await readAll(journal, 'unknown')).toEqual([]);
      }));

    it('reads from a sequence number on', () =>
      withJournal(async (journal) => {
        for (const key of ['a', 'b', 'c']) await journal.append('s', event(key));
        expect((await readAll(journal, 's', 1)).map(({ key }) => key)).toEqual(['b', 'c']);
        expect(await readAll(journal, 's', 3)).toEqual([]);
      }));
  });
}

async function appendBoth(
  journal: RoundJournal,
  expected: Map<string, JournalEvent>,
  one: JournalEvent,
): Promise<void> {
  const { appended } = await journal.append('s', one);
  expect(appended).toBe(!expected.has(one.key));
  if (appended) expected.set(one.key, one);
}
