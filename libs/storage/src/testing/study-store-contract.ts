import { describe, expect, it } from '@jest/globals';
import type { WithStores } from './stores-contract.ts';

const STUDY = { id: 'aml-1', declaration: { sites: ['a', 'b'], quorum: 2 }, state: { name: 'draft' } };

/** What every study store must do. */
export function describeStudyStore(name: string, withStores: WithStores): void {
  describe(`${name} as a study store`, () => {
    it('keeps studies and counts their revisions, across reopening', () =>
      withStores(async ({ stores: { studies: store }, reopen, elapse }) => {
        const created = await store.create(STUDY);
        expect(created).toEqual({ ...STUDY, revision: 1, updatedAt: expect.any(Number) });
        await elapse(20);
        const updated = await store.update('aml-1', 1, { name: 'training' });
        expect(updated).toEqual({
          ...created,
          revision: 2,
          updatedAt: expect.any(Number),
          state: { name: 'training' },
        });
        expect(updated.updatedAt).toBeGreaterThan(created.updatedAt);
        expect(await (await reopen()).studies.get('aml-1')).toEqual(updated);
      }));

    it('lists studies by id', () =>
      withStores(async ({ stores: { studies: store } }) => {
        expect(await store.list()).toEqual([]);
        for (const id of ['c', 'a', 'b']) await store.create({ ...STUDY, id });
        expect((await store.list()).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
      }));

    it('lets one of several writers win', () =>
      withStores(async ({ stores: { studies: store } }) => {
        await store.create(STUDY);
        const writers = await Promise.allSettled([1, 2, 3].map((n) => store.update('aml-1', 1, n)));
        expect(writers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
        await expect(store.update('aml-1', 1, 4)).rejects.toMatchObject({ code: 'CL-CONF-009' });
        expect((await store.get('aml-1'))?.revision).toBe(2);
      }));

    it('refuses a taken id, an unfit one and an unknown one', () =>
      withStores(async ({ stores: { studies: store } }) => {
        await store.create(STUDY);
        await expect(store.create(STUDY)).rejects.toMatchObject({ code: 'CL-CONF-001' });
        await expect(store.create({ ...STUDY, id: '../x' })).rejects.toMatchObject({ code: 'CL-CONF-001' });
        await expect(store.update('other', 1, null)).rejects.toMatchObject({ code: 'CL-CONF-008' });
        expect(await store.get('other')).toBeUndefined();
      }));

    it('keeps declarations and states of any JSON', () =>
      withStores(async ({ stores: { studies }, reopen }) => {
        const text = '{"__proto__":1,"$set":{"a.b":[1.5,-0.25,1e+21,null,"é\\u0000"]},"":true}';
        await studies.create({ id: 's', declaration: JSON.parse(text), state: JSON.parse(text) });
        const held = await (await reopen()).studies.get('s');
        expect([JSON.stringify(held?.declaration), JSON.stringify(held?.state)]).toEqual([text, text]);
      }));

    it('takes the records of another store as they are, and never goes back', () =>
      withStores(async ({ stores: { studies } }) => {
        const record = { ...STUDY, revision: 7, updatedAt: 123 };
        for (const revision of [7, 7, 8]) await studies.adopt({ ...record, revision });
        expect(await studies.get('aml-1')).toEqual({ ...record, revision: 8 });
        for (const other of [
          record,
          { ...record, revision: 8, state: 1 },
          { ...record, revision: 9, declaration: 1 },
        ]) {
          await expect(studies.adopt(other)).rejects.toMatchObject({ code: 'CL-CONF-001' });
        }
        expect(await studies.update('aml-1', 8, 'on')).toMatchObject({ revision: 9 });
      }));
  });
}
