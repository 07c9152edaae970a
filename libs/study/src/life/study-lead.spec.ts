import { describe, expect, it } from '@jest/globals';
import { CohortloomError } from '#errors/cohortloom-error';
import { ManualClock, settle } from '#federation/rounds/testing/manual-clock';
import type { RoundStatus } from '#federation/rounds/status';
import { FencedJournal } from '#storage/fenced-journal';
import { memoryStores } from '#storage/memory/memory-stores';
import type { Stores } from '#storage/ports/stores';
import { requestChange } from './request-change.ts';
import { documentJson, readDocument, type StudyRequest } from './study-document.ts';
import { StudyLead } from './study-lead.ts';

const ID = 'aml';
const NEVER = new AbortController().signal;

async function setting() {
  const clock = new ManualClock();
  const stores = memoryStores(clock);
  const said: string[] = [];
  const take = async () => {
    const lease = await stores.leases.acquire(ID, 'leader', 1e9);
    if (lease === undefined) throw new Error('the lease is taken');
    const journal = new FencedJournal(stores.journal, lease);
    const announce = (words: string) => said.push(words);
    return StudyLead.take({ id: ID, studies: stores.studies, journal, lease, clock, announce }, { name: ID });
  };
  const ask = (request: StudyRequest, patience = 0) =>
    requestChange(stores, ID, request, { holder: 'cli', now: () => clock.now(), patience });
  return { clock, stores, said, take, ask, lead: await take() };
}

async function documentOf({ studies }: Stores) {
  const record = await studies.get(ID);
  if (record === undefined) throw new Error('no study');
  return { revision: record.revision, ...readDocument(record) };
}

function status(what: string, since: number, round = 7): RoundStatus {
  const wait = { what, sites: ['ulm'], since, until: since + 10, ending: 'the round closes' };
  const site = { connected: true, state: 'working' as const, done: 0, total: 0 };
  return { phase: 'open', round, exchange: 0, sites: [{ site: 'ulm', ...site }], wait };
}

describe('whoever leads a study', () => {
  it('does within a second what another process asks for', async () => {
    const { clock, said, ask, lead } = await setting();
    expect(await ask({ type: 'pause' })).toEqual({ state: { name: 'enrolling' }, leader: 'leader', done: false });
    expect(lead.gate.closedSince).toBeUndefined();
    await clock.advance(1_000);
    expect(lead.gate.closedSince).toBe(1_000);
    await ask({ type: 'resume' });
    await clock.advance(1_000);
    expect(lead.gate.closedSince).toBeUndefined();
    expect(said).toEqual(['The study is paused: nothing more is asked until it is resumed.', 'The study goes on.']);
  });

  it('ends with the reason for which the study is withdrawn', async () => {
    const { clock, ask, lead } = await setting();
    await ask({ type: 'withdraw', reason: 'No consent.' });
    await clock.advance(1_000);
    expect(lead.signal.reason).toMatchObject({ code: 'CL-ROUND-008', what: expect.stringContaining('No consent.') });
  });

  it('lets nothing be released while the study is paused', async () => {
    const { clock, stores, ask, lead } = await setting();
    lead.stageStarted('assessing', 1);
    await ask({ type: 'pause' });
    await clock.advance(1_000);
    let mayRelease = false;
    const review = lead.review(NEVER).then(() => (mayRelease = true));
    await clock.advance(1_000);
    expect(mayRelease).toBe(false);
    expect((await documentOf(stores)).state).toEqual({ name: 'paused', during: 'assessing' });
    await ask({ type: 'resume' });
    await clock.advance(1_000);
    await review;
    await lead.released();
    expect((await documentOf(stores)).state).toEqual({ name: 'released' });
  });

  it('pauses before the release when that was asked for just before it', async () => {
    const { clock, stores, ask, lead } = await setting();
    lead.stageStarted('assessing', 1);
    await ask({ type: 'pause' });
    let mayRelease = false;
    const review = lead.review(NEVER).then(() => (mayRelease = true));
    await clock.advance(100);
    expect(mayRelease).toBe(false);
    expect((await documentOf(stores)).state).toEqual({ name: 'paused', during: 'assessing' });
    await ask({ type: 'resume' });
    await clock.advance(1_000);
    await review;
    expect((await documentOf(stores)).state).toEqual({ name: 'review' });
  });

  it('withdraws instead of releasing when that was asked for while the release was written', async () => {
    const { stores, ask, lead } = await setting();
    await lead.review(NEVER);
    await ask({ type: 'withdraw', reason: 'No consent.' });
    await expect(lead.released()).rejects.toMatchObject({ code: 'CL-ROUND-008' });
    expect((await documentOf(stores)).state.name).toBe('withdrawn');
  });

  it.each<[StudyRequest, 'review' | 'released']>([
    [{ type: 'pause' }, 'review'],
    [{ type: 'pause' }, 'released'],
    [{ type: 'withdraw', reason: 'No consent.' }, 'released'],
  ])('is not said to have done what it came too late for: %j in %s', async (request, reached) => {
    const { stores, ask } = await setting();
    const asked = expect(ask(request, 10_000)).rejects.toMatchObject({
      code: 'CL-CONF-007',
      what: expect.stringMatching(/was not (paused|withdrawn): it is (in review|released)/),
    });
    while ((await documentOf(stores)).request === undefined) await settle();
    const { revision, ...document } = await documentOf(stores);
    const overtaken = { ...document, state: { name: reached }, request: undefined };
    await stores.studies.update(ID, revision, documentJson(overtaken));
    await asked;
  });

  it('releases nothing of a study that is withdrawn while it is paused or written', async () => {
    const paused = await setting();
    await paused.ask({ type: 'pause' });
    await paused.clock.advance(1_000);
    const review = expect(paused.lead.review(NEVER)).rejects.toMatchObject({ code: 'CL-ROUND-008' });
    await paused.ask({ type: 'withdraw', reason: 'No consent.' });
    await paused.clock.advance(1_000);
    await review;

    const written = await setting();
    await written.lead.review(NEVER);
    await written.ask({ type: 'withdraw', reason: 'No consent.' });
    await written.clock.advance(1_000);
    await expect(written.lead.released()).rejects.toMatchObject({ code: 'CL-ROUND-008' });
  });

  it('can be stopped while the study is paused, which stays so', async () => {
    const { clock, stores, ask, lead } = await setting();
    await ask({ type: 'pause' });
    await clock.advance(1_000);
    const stop = new AbortController();
    const review = expect(lead.review(stop.signal)).rejects.toMatchObject({ code: 'CL-ROUND-006' });
    await settle();
    stop.abort();
    await review;
    expect((await documentOf(stores)).state).toEqual({ name: 'paused', during: 'enrolling' });
  });

  it('is asked, and after its death the asking process does it itself when the lease has run out', async () => {
    const { clock, stores, lead } = await setting();
    await lead.end();
    const lease = await stores.leases.current(ID);
    if (lease === undefined) throw new Error('no lease');
    await stores.leases.renew(lease, 9_000);
    const waits: number[] = [];
    const request = { type: 'withdraw', reason: 'No consent.' } as const;
    const onWait = (_: string, patience: number) => waits.push(patience);
    const asked = requestChange(stores, ID, request, { holder: 'cli', now: () => clock.now(), onWait });
    while ((await documentOf(stores)).request === undefined) await settle();
    await clock.advance(9_000);
    expect(await asked).toEqual({ state: { name: 'withdrawn', reason: 'No consent.' }, done: true });
    expect(waits).toEqual([10_000]);
    expect((await documentOf(stores)).request).toBeUndefined();
  });

  it('is told when the state does not take what is asked for', async () => {
    const { ask } = await setting();
    await expect(ask({ type: 'resume' })).rejects.toMatchObject({ code: 'CL-CONF-007' });
  });

  it('finds a study paused that was paused before', async () => {
    const { stores, ask, take, lead } = await setting();
    await lead.end();
    const lease = await stores.leases.current(ID);
    if (lease !== undefined) await stores.leases.release(lease);
    expect(await ask({ type: 'pause' })).toEqual({ state: { name: 'paused', during: 'enrolling' }, done: true });
    expect((await take()).gate.closedSince).toBe(0);
  });

  it('keeps what the study waits for since it began, and writes only what is new', async () => {
    const { clock, stores, lead } = await setting();
    await clock.advance(100);
    lead.onStatus(status('contributions of ulm', 50));
    await clock.advance(10);
    const first = await documentOf(stores);
    expect(first).toMatchObject({
      wait: { what: 'contributions of ulm', since: 50 },
      connected: ['ulm'],
      round: { round: 7 },
    });
    for (let beat = 1; beat < 50; beat++) {
      lead.onStatus(status('contributions of ulm', 50 + beat));
      await clock.advance(100);
    }
    expect((await documentOf(stores)).revision).toBe(first.revision);
    for (let round = 8; round < 28; round++) {
      lead.onStatus(status(`contributions to round ${round}`, round, round));
      await clock.advance(100);
    }
    await clock.advance(2_000);
    const last = await documentOf(stores);
    expect(last).toMatchObject({ round: { round: 27 }, wait: { what: 'contributions to round 27' } });
    expect(last.revision - first.revision).toBeLessThanOrEqual(4);
  });

  it('keeps the error that a study fails with, and no word of one that is stopped or whose place fails', async () => {
    const { stores, lead } = await setting();
    lead.stageStarted('training', 3);
    for (const code of ['CL-ROUND-006', 'CL-IO-003', 'CL-IO-006'] as const) {
      await lead.failed(new CohortloomError(code, { what: 'Stopped, or without its place.', todo: 'Start.' }));
      await settle();
      expect((await documentOf(stores)).state).toEqual({ name: 'training' });
    }
    await lead.failed(new CohortloomError('CL-DATA-006', { what: 'Few rows.', todo: 'Add.' }));
    await lead.end();
    const document = await documentOf(stores);
    expect(document.state).toMatchObject({ name: 'failed', during: 'training', reason: { code: 'CL-DATA-006' } });
    expect(document.leader).toBeUndefined();
  });

  it('stops at once when another has taken the lead', async () => {
    const { stores, lead } = await setting();
    const lease = await stores.leases.current(ID);
    if (lease !== undefined) await stores.leases.release(lease);
    await stores.leases.acquire(ID, 'other', 1e9);
    lead.stageStarted('training', 3);
    await settle();
    expect(lead.signal.reason).toMatchObject({ code: 'CL-ROUND-007' });
  });
});
