import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JournalEntry, JournalEvent, RoundJournal } from '../ports/round-journal.ts';
import type { WithStores } from './stores-contract.ts';

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
export function describeRoundJournal(name: string, withStores: WithStores): void {
  describe(`${name} as a journal`, () => {
    it('keeps events in order, once per key, across reopening', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(events, { maxLength: 12 }), fc.nat(12), (list, cut) =>
          withStores(async ({ stores: { journal }, reopen }) => {
            const expected = new Map<string, JournalEvent>();
            for (const one of list.slice(0, cut)) await appendBoth(journal, expected, one);
            const again = (await reopen()).journal;
            for (const one of list.slice(cut)) await appendBoth(again, expected, one);
            const stored = JSON.parse(JSON.stringify([...expected.values()])) as JournalEvent[];
            expect(await readAll(again)).toEqual(stored.map((one, sequence) => ({ ...one, sequence })));
          }),
        ),
        { numRuns: 25 },
      );
    });

    it('keeps data under any key', () =>
      withStores(async ({ stores: { journal }, reopen }) => {
        const data = JSON.parse('{"__proto__": 1, "constructor": 2}') as JournalEvent['data'];
        await journal.append('s', { key: 'k', type: 'test', at: 1, data });
        const [entry] = await readAll((await reopen()).journal, 's');
        expect(JSON.stringify(entry.data)).toBe('{"__proto__":1,"constructor":2}');
      }));

    it('answers a known key with the entry that is there', () =>
      withStores(async ({ stores: { journal } }) => {
        const first = await journal.append('s', event('k', { a: 1 }));
        expect(first).toEqual({ entry: { ...event('k', { a: 1 }), sequence: 0 }, appended: true });
        expect(await journal.append('s', event('k', { a: 2 }))).toEqual({ entry: first.entry, appended: false });
      }));

    it('keeps the order of calls made at once', () =>
      withStores(async ({ stores: { journal } }) => {
        const keys = Array.from({ length: 20 }, (_, i) => `k${i}`);
        await Promise.all(keys.map((key) => journal.append('s', event(key))));
        expect((await readAll(journal)).map(({ key }) => key)).toEqual(keys);
      }));

    it('keeps studies apart', () =>
      withStores(async ({ stores: { journal } }) => {
        await journal.append('s', event('k'));
        await journal.append('t', event('k'));
        expect(await readAll(journal, 't')).toEqual([{ ...event('k'), sequence: 0 }]);
        expect(await readAll(journal, 'unknown')).toEqual([]);
      }));

    it('reads from a sequence number on', () =>
      withStores(async ({ stores: { journal } }) => {
        for (const key of ['a', 'b', 'c']) await journal.append('s', event(key));
        expect((await readAll(journal, 's', 1)).map(({ key }) => key)).toEqual(['b', 'c']);
        expect(await readAll(journal, 's', 3)).toEqual([]);
        expect(await readAll(journal, 's', 9)).toEqual([]);
      }));

    it('reads to what was the end when reading began, page after page', () =>
      withStores(async ({ stores: { journal } }) => {
        const many = Array.from({ length: 2500 }, (_, i) => event(`k${i}`, { i }));
        await journal.appendAll('s', many);
        let count = 0;
        for await (const { sequence, data } of journal.read('s')) {
          if (count === 0) await journal.append('s', event('one more'));
          expect(data).toEqual({ i: sequence });
          count++;
        }
        expect(count).toBe(2500);
        expect(await readAll(journal, 's', 2499)).toHaveLength(2);
      }));

    it('appends several events at once, passing over those that are known', () =>
      withStores(async ({ stores: { journal } }) => {
        await journal.append('s', event('b', 1));
        const appended = await journal.appendAll('s', [event('a'), event('b', 2), event('c'), event('a', 3)]);
        expect(appended.map(({ appended: isNew, entry }) => [isNew, entry.key, entry.sequence, entry.data])).toEqual([
          [true, 'a', 1, null],
          [false, 'b', 0, 1],
          [true, 'c', 2, null],
          [false, 'a', 1, null],
        ]);
        expect(await journal.appendAll('s', [])).toEqual([]);
        expect((await readAll(journal)).map(({ key }) => key)).toEqual(['b', 'a', 'c']);
      }));

    it('keeps the entries of two writers without gaps and without a key twice', () =>
      withStores(async ({ stores, reopen }) => {
        const writers = [stores.journal, (await reopen()).journal];
        const appends = writers.flatMap((journal, w) =>
          Array.from({ length: 30 }, (_, i) => journal.append('s', event(i % 3 === 0 ? `both/${i}` : `${w}/${i}`, w))),
        );
        const ends = await Promise.all(appends);
        expect(ends.filter(({ appended }) => appended)).toHaveLength(50);
        const entries = await readAll((await reopen()).journal);
        expect(entries.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 50 }, (_, i) => i));
        expect(new Set(entries.map(({ key }) => key)).size).toBe(50);
        for (const { entry } of ends) expect(entries[entry.sequence]).toEqual(entry);
      }));

    it('tells how long the history of each study is', () =>
      withStores(async ({ stores: { journal } }) => {
        expect(await journal.lengths()).toEqual(new Map());
        await journal.appendAll('t', [event('a'), event('b')]);
        await journal.append('s', event('a'));
        await journal.appendAll('none', []);
        expect([...(await journal.lengths())]).toEqual([
          ['s', 1],
          ['t', 2],
        ]);
      }));

    it('refuses the name of a study that is unfit for a file', () =>
      withStores(async ({ stores: { journal } }) => {
        await expect(journal.append('../x', event('a'))).rejects.toMatchObject({ code: 'CL-CONF-001' });
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
