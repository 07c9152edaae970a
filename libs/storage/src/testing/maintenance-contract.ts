import { describe, expect, it } from '@jest/globals';
import { checkStores } from '../check-stores.ts';
import { copyStores } from '../copy-stores.ts';
import type { BlobNeeds, MaintenanceProgress } from '../maintenance.ts';
import { faultOfPlace } from '../maintenance-errors.ts';
import { memoryStores } from '../memory/memory-stores.ts';
import type { BlobRef, BlobStore, ByteRange } from '../ports/blob-store.ts';
import type { Stores } from '../ports/stores.ts';
import { RecordedBlobs } from '../recorded-blobs.ts';
import { sweepStores } from '../sweep-stores.ts';
import { BYTES, refOf } from './blob-store-contract.ts';
import { ManualTime } from './manual-time.ts';
import { event, readAll } from './round-journal-contract.ts';
import type { WithStores } from './stores-contract.ts';

/** Entries name the blob they need as their data; a study that is over needs none. */
const NEEDS: BlobNeeds = (study, entries) =>
  study?.state === 'over' ? [] : entries.map(({ data }) => data).filter((data) => typeof data === 'string');

/** Only the last entry of `s` needs its blob. */
const LATEST: BlobNeeds = (study, entries) => (study === undefined ? [] : NEEDS(study, entries.slice(-1)));

/** A store whose coordinator goes on once, the moment before this is done with a blob. */
function goingOn(stores: Stores, sha256: string, when: 'read' | 'stat', goOn: () => Promise<void>): Stores {
  let isDue = true;
  const before = async (asked: string, what: 'read' | 'stat') => {
    if (!isDue || asked !== sha256 || what !== when) return;
    isDue = false;
    await goOn();
  };
  const { blobs } = stores;
  const moving = Object.create(blobs, {
    stat: { value: (asked: string) => before(asked, 'stat').then(() => blobs.stat(asked)) },
    list: { value: () => blobs.list() },
    read: {
      value: async function* (...[asked, range]: Parameters<BlobStore['read']>) {
        await before(asked, 'read');
        yield* blobs.read(asked, range);
      },
    },
  }) as BlobStore;
  return { ...stores, blobs: moving };
}

/** Blobs of which one has been cut off on the disk, until it is deleted and stored again. */
class CutOff extends RecordedBlobs {
  #isCutOff = true;
  readonly #cutOff: string;

  constructor(blobs: BlobStore, cutOff: string) {
    super(blobs);
    this.#cutOff = cutOff;
  }

  override async stat(sha256: string): Promise<BlobRef | undefined> {
    const ref = await super.stat(sha256);
    return ref !== undefined && this.#isDamaged(sha256) ? { sha256, size: 500 } : ref;
  }

  override read(sha256: string, range: ByteRange = { start: 0, end: Infinity }): AsyncIterable<Uint8Array> {
    return super.read(sha256, this.#isDamaged(sha256) ? { ...range, end: Math.min(range.end, 500) } : range);
  }

  override async delete(sha256: string): Promise<void> {
    await super.delete(sha256);
    if (sha256 === this.#cutOff) this.#isCutOff = false;
  }

  #isDamaged(sha256: string): boolean {
    return this.#isCutOff && sha256 === this.#cutOff;
  }
}

function withCutOff(stores: Stores, { sha256 }: BlobRef): Stores {
  return { ...stores, blobs: new CutOff(stores.blobs, sha256) };
}

function memory(): Stores {
  return memoryStores(new ManualTime());
}

/** Two studies, one of which has a record, with three blobs, one of which nobody needs. */
async function fill({ studies, journal, blobs }: Stores): Promise<BlobRef[]> {
  const refs = [await blobs.put(BYTES), await blobs.put(BYTES.subarray(1)), await blobs.put(BYTES.subarray(2))];
  await studies.create({ id: 's', declaration: { a: 1 }, state: 'draft' });
  await studies.update('s', 1, 'training');
  await journal.appendAll('s', [event('a', refs[0].sha256), event('b', { x: 1 }), event('c', refs[1].sha256)]);
  await journal.append('t', event('a', refs[0].sha256));
  return refs;
}

async function contentOf(stores: Stores) {
  const hashes: string[] = [];
  for await (const { sha256 } of stores.blobs.list()) hashes.push(sha256);
  return {
    studies: await stores.studies.list(),
    s: await readAll(stores.journal, 's'),
    t: await readAll(stores.journal, 't'),
    blobs: hashes.sort(),
  };
}

/** Copying, checking and sweeping, with stores of any kind. */
export function describeMaintenance(name: string, withStores: WithStores): void {
  describe(`${name} as a store that is maintained`, () => {
    it('is not copied to itself', () =>
      withStores(async ({ stores, reopen }) => {
        await fill(stores);
        const copying = copyStores(stores, await reopen(), NEEDS);
        await expect(copying).rejects.toMatchObject({ code: 'CL-CONF-001', where: { file: stores.name } });
        expect(await copyStores(stores, memory(), NEEDS)).toMatchObject({ studies: 2 });
      }));

    it('is copied to another store and back, once', () =>
      withStores(async ({ stores, reopen }) => {
        await fill(stores);
        const other = memory();
        const steps: MaintenanceProgress[] = [];
        const copied = await copyStores(stores, other, NEEDS, { onProgress: (progress) => steps.push(progress) });
        expect(copied).toEqual({ studies: 2, entries: 4, blobs: 3, bytes: 2997, damaged: 0 });
        expect(await contentOf(other)).toEqual(await contentOf(stores));
        expect(steps.filter(({ step }) => step === 'blobs').at(-1)).toEqual({ step: 'blobs', done: 2997, total: 2997 });
        expect(steps.at(-1)).toEqual({ step: 'journal', done: 4, total: 4 });
        const back = { studies: 2, entries: 0, blobs: 0, bytes: 0, damaged: 0 };
        expect(await copyStores(other, await reopen(), NEEDS)).toEqual(back);
      }));

    it('takes a copy, and what came since with the next', () =>
      withStores(async ({ stores }) => {
        const source = memory();
        await fill(source);
        await copyStores(source, stores, NEEDS);
        expect(await contentOf(stores)).toEqual(await contentOf(source));
        await source.journal.append('s', event('d'));
        await source.studies.update('s', 2, 'released');
        const since = { studies: 2, entries: 1, blobs: 0, bytes: 0, damaged: 0 };
        expect(await copyStores(source, stores, NEEDS)).toEqual(since);
        expect(await contentOf(stores)).toEqual(await contentOf(source));
      }));

    it('goes on with a copy that was interrupted anywhere, consistent in between', () =>
      withStores(async ({ stores }) => {
        const source = memory();
        await fill(source);
        for (let stops = 1; ; stops++) {
          const stop = new AbortController();
          let steps = 0;
          const onProgress = () => (++steps >= stops ? stop.abort() : undefined);
          const end = await copyStores(source, stores, NEEDS, { onProgress, signal: stop.signal }).catch(
            (error) => error,
          );
          const { faults } = await checkStores(stores, NEEDS);
          expect(faults).toEqual([]);
          if (!(end instanceof Error)) break;
          expect(end).toMatchObject({ code: 'CL-ROUND-006' });
        }
        expect(await contentOf(stores)).toEqual(await contentOf(source));
      }));

    it.each(['as it is copied', 'before it is copied'])(
      'takes a copy of a study that goes on and lets go of what it needed, %s',
      (when) =>
        withStores(async ({ stores }) => {
          const source = memory();
          const [first] = await fill(source);
          const goOn = async () => {
            const next = await source.blobs.put(BYTES.subarray(3));
            await source.journal.append('s', event('d', next.sha256));
            await source.blobs.delete(first.sha256);
          };
          const moving = goingOn(source, first.sha256, when === 'as it is copied' ? 'read' : 'stat', goOn);
          await copyStores(moving, stores, LATEST);
          expect(await readAll(stores.journal, 's')).toHaveLength(4);
          expect((await checkStores(stores, LATEST)).faults).toEqual([]);
        }),
    );

    it('takes a copy of a study whose journal makes no sense, as it is', () =>
      withStores(async ({ stores }) => {
        const source = memory();
        await fill(source);
        await copyStores(source, stores, () => {
          throw faultOfPlace('s', 'A record that can not be read.');
        });
        expect(await contentOf(stores)).toEqual(await contentOf(source));
      }));

    it('takes a copy of a store that has lost a blob, as it is', () =>
      withStores(async ({ stores }) => {
        const source = memory();
        const [first] = await fill(source);
        await source.blobs.delete(first.sha256);
        expect(await copyStores(source, stores, NEEDS)).toMatchObject({ entries: 4, blobs: 2 });
        expect((await checkStores(stores, NEEDS)).faults).toHaveLength(1);
      }));

    it('is restored from a copy when something in it is damaged, once', () =>
      withStores(async ({ stores }) => {
        const source = memory();
        const [first] = await fill(source);
        await copyStores(source, stores, NEEDS);
        const damaged = withCutOff(stores, first);
        expect((await checkStores(damaged, NEEDS)).faults).toHaveLength(1);
        const steps: MaintenanceProgress[] = [];
        const copying = copyStores(source, damaged, NEEDS, { onProgress: (progress) => steps.push(progress) });
        expect(await copying).toMatchObject({ entries: 0, blobs: 1, bytes: first.size });
        expect(steps.filter(({ step }) => step === 'blobs').at(-1)).toEqual({ step: 'blobs', done: 2997, total: 2997 });
        expect((await checkStores(damaged, NEEDS)).faults).toEqual([]);
        expect(await copyStores(source, damaged, NEEDS)).toMatchObject({ blobs: 0 });
      }));

    it('keeps what is whole when its copy is damaged', () =>
      withStores(async ({ stores }) => {
        const source = memory();
        const [first] = await fill(source);
        await copyStores(source, stores, NEEDS);
        expect(await copyStores(withCutOff(source, first), stores, NEEDS)).toMatchObject({ blobs: 0, damaged: 0 });
        expect(new Uint8Array(await stores.blobs.get(first.sha256))).toEqual(BYTES);
      }));

    it('is copied without what is damaged and no study needs', () =>
      withStores(async ({ stores }) => {
        const [, , unused] = await fill(stores);
        const other = memory();
        const copied = await copyStores(withCutOff(stores, unused), other, NEEDS);
        expect(copied).toMatchObject({ entries: 4, blobs: 2, damaged: 1 });
        expect(await checkStores(other, NEEDS)).toMatchObject({ blobs: 2, faults: [] });
      }));

    it('is not copied, and named, when something that a study needs is damaged', () =>
      withStores(async ({ stores }) => {
        const [first] = await fill(stores);
        const other = memory();
        await expect(copyStores(withCutOff(stores, first), other, NEEDS)).rejects.toMatchObject({
          code: 'CL-IO-004',
          what: expect.stringContaining(first.sha256),
          where: { file: stores.name },
        });
        expect(await readAll(other.journal, 's')).toEqual([]);
      }));

    it('takes no copy of a study that a coordinator has begun to lead meanwhile', () =>
      withStores(async ({ stores }) => {
        const source = memory();
        await fill(source);
        const { read } = source.journal;
        source.journal.read = async function* (study, start) {
          await stores.leases.acquire(study, 'coordinator', 60_000);
          yield* read.call(source.journal, study, start);
        };
        await expect(copyStores(source, stores, () => [])).rejects.toMatchObject({ code: 'CL-CONF-007' });
        expect(await readAll(stores.journal, 's')).toEqual([]);
      }));

    it('takes no copy over another history, a later one, or one that a coordinator writes', () =>
      withStores(async ({ stores }) => {
        const source = memory();
        await source.journal.append('s', event('a', 1));
        await stores.journal.append('s', event('a', 2));
        await expect(copyStores(source, stores, NEEDS)).rejects.toMatchObject({
          code: 'CL-CONF-001',
          where: { study: 's' },
        });
        const longer = memory();
        await longer.journal.appendAll('s', [event('a', 2), event('b')]);
        await stores.leases.acquire('s', 'a', 60_000);
        await expect(copyStores(longer, stores, NEEDS)).rejects.toMatchObject({ code: 'CL-CONF-007' });
        await expect(copyStores(longer, source, NEEDS)).rejects.toMatchObject({ code: 'CL-CONF-001' });
        await expect(copyStores(memory(), stores, NEEDS)).resolves.toMatchObject({ studies: 0 });
        expect(await readAll(stores.journal)).toEqual([{ ...event('a', 2), sequence: 0 }]);
      }));

    it('is sound, and says what nobody needs', () =>
      withStores(async ({ stores }) => {
        expect(await checkStores(stores, NEEDS)).toMatchObject({ studies: 0, faults: [] });
        await fill(stores);
        expect(await checkStores(stores, NEEDS)).toEqual({
          studies: 2,
          entries: 4,
          blobs: 3,
          bytes: 2997,
          faults: [],
          unused: { blobs: 1, bytes: 998 },
        });
      }));

    it('is found to lack what a study needs', () =>
      withStores(async ({ stores }) => {
        const [first] = await fill(stores);
        await stores.blobs.delete(first.sha256);
        const { faults } = await checkStores(stores, NEEDS);
        expect(faults).toMatchObject([{ code: 'CL-IO-004', what: expect.stringContaining(first.sha256) }]);
      }));

    it('is swept of what no study needs any more', () =>
      withStores(async ({ stores, elapse }) => {
        const [first, second, third] = await fill(stores);
        await elapse(300);
        expect(await sweepStores(stores, NEEDS, 60_000)).toEqual({ blobs: 0, bytes: 0 });
        expect(await sweepStores(stores, NEEDS, 200)).toEqual({ blobs: 1, bytes: third.size });
        await stores.studies.update('s', 2, 'over');
        expect(await sweepStores(stores, NEEDS, 200)).toEqual({ blobs: 1, bytes: second.size });
        expect(await stores.blobs.stat(first.sha256)).toEqual(refOf(BYTES));
        expect((await checkStores(stores, NEEDS)).faults).toEqual([]);
      }));
  });
}
