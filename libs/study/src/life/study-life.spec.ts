import { describe, expect, it } from '@jest/globals';
import { CohortloomError } from '#errors/cohortloom-error';
import { FencedJournal } from '#storage/fenced-journal';
import { memoryStores } from '#storage/memory/memory-stores';
import type { JournalEntry } from '#storage/ports/round-journal';
import type { Stores } from '#storage/ports/stores';
import { replayLife } from './study-changes.ts';
import { documentJson, readDocument, type StudyRequest } from './study-document.ts';
import { StudyLife } from './study-life.ts';

const ID = 'aml';
const DECLARATION = { name: ID, seed: '1', dictionarySha256: 'ab' };
const ERROR = new CohortloomError('CL-ROUND-001', { what: 'Quorum not reached.', todo: 'Start the agents.' });

/** Time that a test sets. */
const clock = { time: 1_000, now: () => clock.time };

async function leadOf(stores: Stores, holder: string, declaration = DECLARATION, onState?: (name: string) => void) {
  const lease = await stores.leases.acquire(ID, holder, 10_000);
  if (lease === undefined) throw new Error('the lease is taken');
  const options = {
    id: ID,
    studies: stores.studies,
    journal: new FencedJournal(stores.journal, lease),
    lease,
    now: clock.now,
    onState: ({ name }: { name: string }) => onState?.(name),
  };
  return StudyLife.lead(options, declaration);
}

async function documentOf({ studies }: Stores) {
  const record = await studies.get(ID);
  if (record === undefined) throw new Error('no study');
  return readDocument(record);
}

async function entriesOf({ journal }: Stores): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for await (const entry of journal.read(ID)) entries.push(entry);
  return entries;
}

async function ask({ studies }: Stores, request: StudyRequest): Promise<void> {
  const record = await studies.get(ID);
  if (record === undefined) throw new Error('no study');
  await studies.update(ID, record.revision, documentJson({ ...readDocument(record), request }));
}

describe("a study's life", () => {
  it('begins as a draft that takes its sites in, and is journaled before it is stored', async () => {
    const stores = memoryStores(clock);
    const life = await leadOf(stores, 'one');
    expect(life.state).toEqual({ name: 'draft' });
    await life.begin();
    await life.reach('training');
    expect(await documentOf(stores)).toMatchObject({ state: { name: 'training' }, leader: { holder: 'one' } });
    const entries = await entriesOf(stores);
    expect(entries.map(({ key, type }) => `${key} ${type}`)).toEqual([
      'study/0 study-led',
      'study/1 study-changed',
      'study/2 study-changed',
      'study/3 study-changed',
    ]);
    expect(replayLife(entries)).toEqual({ name: 'training' });
  });

  it('never goes back to a stage', async () => {
    const life = await leadOf(memoryStores(clock), 'one');
    await life.begin();
    await life.reach('assessing');
    await life.reach('training');
    expect(life.state.name).toBe('assessing');
  });

  it('goes on in the stage in which it failed, under the next leader', async () => {
    const stores = memoryStores(clock);
    const life = await leadOf(stores, 'one');
    await life.begin();
    await life.reach('training');
    await life.fail(ERROR);
    await life.leave();
    expect(await documentOf(stores)).toMatchObject({
      state: { name: 'failed', during: 'training', reason: { code: 'CL-ROUND-001' } },
    });
    const next = await leadOf(stores, 'one');
    await expect(next.begin(false)).rejects.toMatchObject({
      code: 'CL-ROUND-001',
      what: expect.stringContaining('has failed under another coordinator: Quorum not reached.'),
    });
    await next.begin();
    expect(next.state).toEqual({ name: 'training' });
  });

  it('is refused when it was declared otherwise, naming what differs', async () => {
    const stores = memoryStores(clock);
    await leadOf(stores, 'one');
    await expect(leadOf(stores, 'one', { ...DECLARATION, seed: '2' })).rejects.toMatchObject({
      code: 'CL-CONF-001',
      what: expect.stringContaining('different now: seed'),
    });
  });

  it('keeps a request that comes while it notes something, and does it', async () => {
    const stores = memoryStores(clock);
    const seen: string[] = [];
    const life = await leadOf(stores, 'one', DECLARATION, (name) => seen.push(name));
    await life.begin();
    await ask(stores, { type: 'pause' });
    clock.time = 2_000;
    await life.note({ progress: { done: 1, total: 3 } });
    expect(await documentOf(stores)).toMatchObject({ request: { type: 'pause' }, progress: { done: 1 } });
    await life.obey();
    expect(await documentOf(stores)).toMatchObject({ state: { name: 'paused', during: 'enrolling' }, since: 2_000 });
    expect((await documentOf(stores)).request).toBeUndefined();
    await life.reach('training');
    expect(life.state.name).toBe('paused');
    await ask(stores, { type: 'resume' });
    await life.obey();
    expect(life.state).toEqual({ name: 'training' });
    expect(seen).toEqual(['enrolling', 'paused', 'enrolling', 'profiling', 'training']);
  });

  it('drops a request that its state does not take', async () => {
    const stores = memoryStores(clock);
    const life = await leadOf(stores, 'one');
    await life.begin();
    await ask(stores, { type: 'resume' });
    await life.obey();
    expect(life.state.name).toBe('enrolling');
    expect((await documentOf(stores)).request).toBeUndefined();
  });

  it('can not be begun again once it is withdrawn', async () => {
    const stores = memoryStores(clock);
    const life = await leadOf(stores, 'one');
    await life.change({ type: 'withdraw', reason: 'A site has revoked its consent.' });
    const next = await leadOf(stores, 'one');
    await expect(next.begin()).rejects.toMatchObject({
      code: 'CL-ROUND-008',
      what: expect.stringContaining('revoked'),
    });
  });

  it('catches up with a transition that a crash kept the record from hearing of', async () => {
    const stores = memoryStores(clock);
    const life = await leadOf(stores, 'one');
    await life.begin();
    const { changes, ...data } = { changes: 2, event: 'withdraw', state: { name: 'withdrawn', reason: 'No.' } };
    await stores.journal.append(ID, { key: `study/${changes}`, type: 'study-changed', at: 3, data });
    const next = await leadOf(stores, 'one');
    expect(next.state).toEqual({ name: 'withdrawn', reason: 'No.' });
    expect(await documentOf(stores)).toMatchObject({ state: { name: 'withdrawn' } });
  });

  it('is out of the hands of who has lost the lease', async () => {
    const stores = memoryStores(clock);
    const life = await leadOf(stores, 'one');
    await life.begin();
    clock.time += 20_000;
    const next = await leadOf(stores, 'two');
    const before = await documentOf(stores);
    await expect(life.reach('training')).rejects.toMatchObject({ code: 'CL-ROUND-007' });
    await expect(life.note({ progress: { done: 1, total: 1 } })).rejects.toMatchObject({ code: 'CL-ROUND-007' });
    expect(await documentOf(stores)).toEqual(before);
    expect(next.state.name).toBe('enrolling');
  });

  it('is refused when its record is damaged', async () => {
    const stores = memoryStores(clock);
    await stores.studies.create({ id: ID, declaration: DECLARATION, state: { state: 'what' } });
    await expect(leadOf(stores, 'one')).rejects.toMatchObject({ code: 'CL-IO-004' });
  });
});
