import { describe, expect, it } from '@jest/globals';
import type { StudyStore } from '../ports/study-store.ts';

/** Hands a fresh store to a test, with a way to open the same store again. */
export type WithStudyStore = (
  test: (store: StudyStore, reopen: () => Promise<StudyStore>) => Promise<void>,
) => Promise<void>;

const STUDY = { id: 'aml-1', declaration: { sites: ['a', 'b'], quorum: 2 }, state: { name: 'draft' } };

/** What every study store must do. */
export function describeStudyStore(name: string, withStore: WithStudyStore): void {
  describe(`${name} as a study store`, () => {
    it('keeps studies and counts their revisions, across reopening', () =>
      withStore(async (store, reopen) => {
        expect(await store.create(STUDY)).toEqual({ ...STUDY, revision: 1 });
        const updated = await store.update('aml-1', 1, { name: 'training' });
        expect(updated).toEqual({ ...STUDY, revision: 2, state: { name: 'training' } });
        expect(await (await reopen()).get('aml-1')).toEqual(updated);
      }));

    it('lists studies by id', () =>
      withStore(async (store) => {
        expect(await store.list()).toEqual([]);
        for (const id of ['c', 'a', 'b']) await store.create({ ...STUDY, id });
        expect((await store.list()).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
      }));

    it('lets one of several writers win', () =>
      withStore(async (store) => {
        await store.create(STUDY);
        const writers = await Promise.allSettled([1, 2, 3].map((n) => store.update('aml-1', 1, n)));
        expect(writers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
        await expect(store.update('aml-1', 1, 4)).rejects.toMatchObject({ code: 'CL-CONF-009' });
        expect((await store.get('aml-1'))?.revision).toBe(2);
      }));

    it('refuses a taken id, an unfit one and an unknown one', () =>
      withStore(async (store) => {
        await store.create(STUDY);
        await expect(store.create(STUDY)).rejects.toMatchObject({ code: 'CL-CONF-001' });
        await expect(store.create({ ...STUDY, id: '../x' })).rejects.toMatchObject({ code: 'CL-CONF-001' });
        await expect(store.update('other', 1, null)).rejects.toMatchObject({ code: 'CL-CONF-008' });
        expect(await store.get('other')).toBeUndefined();
      }));
  });
}
