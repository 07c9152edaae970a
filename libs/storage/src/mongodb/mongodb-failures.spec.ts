import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { BYTES, refOf } from '../testing/blob-store-contract.ts';
import { inject } from '../testing/fail-point.ts';
import { HAS_MONGODB, type MongodbUnderTest, startMongodb, withMongodbStores } from '../testing/mongodb-under-test.ts';
import { event, readAll } from '../testing/round-journal-contract.ts';
import { durableDatabase, placeOf } from './mongodb-connection.ts';
import { openMongodbStores } from './mongodb-stores.ts';

let server: MongodbUnderTest;
const KEYS = Array.from({ length: 12 }, (_, i) => `k${i}`);

(HAS_MONGODB ? describe : describe.skip)('stores on a MongoDB that fails', () => {
  beforeAll(async () => {
    server = await startMongodb();
  });
  afterAll(() => server?.stop());

  it.each([
    ['the connection breaks as an append commits', ['commitTransaction'], 1, { closeConnection: true }],
    ['the connection breaks as an entry is inserted', ['insert'], 1, { closeConnection: true }],
    [
      'another primary is elected',
      ['commitTransaction'],
      1,
      { errorCode: 189, errorLabels: ['RetryableWriteError', 'UnknownTransactionCommitResult'] },
    ],
    [
      'an append conflicts again and again',
      ['update'],
      3,
      { errorCode: 112, errorLabels: ['TransientTransactionError'] },
    ],
    ['the connection breaks as the journal is read', ['find'], 1, { closeConnection: true }],
  ])('append once although %s', (_, commands, times, data) =>
    withMongodbStores(server, async ({ stores }, client) => {
      await stores.journal.append('s', event('before'));
      const end = await inject(client, commands, times, data);
      const appended = await Promise.all(KEYS.map((key) => stores.journal.append('s', event(key))));
      await end();
      expect(appended.every(({ appended: isNew }) => isNew)).toBe(true);
      expect((await readAll(stores.journal)).map(({ key }) => key)).toEqual(['before', ...KEYS]);
    }),
  );

  it('say what lasts, keep what they acknowledged, and go on afterwards', () =>
    withMongodbStores(server, async ({ stores }, client) => {
      await stores.journal.append('s', event('before'));
      const end = await inject(client, ['update', 'insert'], 1000, { errorCode: 14031 });
      const full = stores.journal.append('s', event('k'));
      await expect(full).rejects.toMatchObject({ code: 'CL-IO-002' });
      await expect(stores.blobs.put(BYTES)).rejects.toMatchObject({ code: 'CL-IO-002' });
      await end();
      expect(await stores.journal.append('s', event('k'))).toMatchObject({ appended: true });
      expect((await readAll(stores.journal)).map(({ key }) => key)).toEqual(['before', 'k']);
    }));

  it('resume an upload whose end failed', () =>
    withMongodbStores(server, async ({ stores, reopen }, client) => {
      const upload = await stores.blobs.upload(refOf(BYTES));
      await upload.append(BYTES);
      const end = await inject(client, ['insert'], { skip: 1 }, { errorCode: 14031 });
      await expect(upload.commit()).rejects.toMatchObject({ code: 'CL-IO-002' });
      await end();
      const { blobs, inspect } = await reopen();
      expect(await blobs.stat(refOf(BYTES).sha256)).toBeUndefined();
      const again = await blobs.upload(refOf(BYTES));
      expect(again.offset).toBe(BYTES.length);
      await again.commit();
      expect(new Uint8Array(await blobs.get(refOf(BYTES).sha256))).toEqual(BYTES);
      expect(await inspect()).toEqual([]);
    }));

  it.each<[string, (client: MongoClient) => Promise<unknown>]>([
    [
      'an altered entry',
      (c) =>
        c
          .db()
          .collection('journal')
          .updateOne({ sequence: 7 }, { $set: { data: '1' } }),
    ],
    ['an entry that is gone', (c) => c.db().collection('journal').deleteOne({ sequence: 7 })],
    [
      'an end that is gone',
      (c) =>
        c
          .db()
          .collection('journal')
          .deleteMany({ sequence: { $gt: 9 } }),
    ],
    ['a lost list of ends', (c) => c.db().collection('journalHeads').deleteMany({})],
  ])('refuse a journal with %s', (_, tamper) =>
    withMongodbStores(server, async ({ stores }, client) => {
      await stores.journal.appendAll(
        's',
        KEYS.map((key) => event(key)),
      );
      await tamper(client);
      await expect(readAll(stores.journal)).rejects.toMatchObject({ code: 'CL-IO-004', where: { study: 's' } });
    }),
  );

  it.each<[string, (client: MongoClient) => Promise<unknown>]>([
    [
      'was altered',
      (c) =>
        c
          .db()
          .collection('blobs.chunks')
          .updateOne({ n: 0 }, { $set: { data: Buffer.from('x'.repeat(1000)) } }),
    ],
    ['has lost a chunk', (c) => c.db().collection('blobs.chunks').deleteOne({ n: 0 })],
  ])('refuse a blob that %s', (_, tamper) =>
    withMongodbStores(server, async ({ stores: { blobs } }, client) => {
      const { sha256 } = await blobs.put(BYTES);
      await tamper(client);
      await expect(blobs.get(sha256)).rejects.toMatchObject({ code: 'CL-IO-004' });
    }),
  );

  it('find chunks that belong to nothing, and sweep them', () =>
    withMongodbStores(server, async ({ stores }, client) => {
      await stores.blobs.put(BYTES);
      expect(await stores.inspect()).toEqual([]);
      await client.db().collection('blobs.files').deleteMany({});
      expect(await stores.inspect()).toHaveLength(1);
      await sleep(1100);
      await stores.blobs.sweep(new Set(), 0);
      expect(await stores.inspect()).toEqual([]);
    }));

  it('leave the chunks of uploads alone, and those of an upload that goes on', () =>
    withMongodbStores(server, async ({ stores, reopen }) => {
      const large = Uint8Array.from({ length: (1 << 21) + 5 }, (_, i) => (i * 31) % 253);
      const upload = await stores.blobs.upload(refOf(large));
      await upload.append(large.subarray(0, 1 << 20));
      expect(await stores.inspect()).toEqual([]);
      await sleep(1_200);
      await upload.append(large.subarray(1 << 20));
      const other = await reopen();
      expect(await other.blobs.sweep(new Set(), 600)).toEqual({ blobs: 0, bytes: 0 });
      await upload.commit();
      expect(Buffer.compare(await other.blobs.get(refOf(large).sha256), large)).toBe(0);
    }));

  it('take and give back blobs of several chunks', () =>
    withMongodbStores(server, async ({ stores, reopen }) => {
      const large = Uint8Array.from({ length: 5 * (1 << 20) + 77 }, (_, i) => (i * 31) % 253);
      const upload = await stores.blobs.upload(refOf(large));
      for (let start = 0; start < 3_000_000; start += 700_000)
        await upload.append(large.subarray(start, start + 700_000));
      const held = upload.offset;
      // As a crash leaves it: without a word.
      const resumed = await (await reopen()).blobs.upload(refOf(large));
      expect(resumed.offset).toBe(Math.floor(held / (1 << 20)) * (1 << 20));
      await resumed.append(large.subarray(resumed.offset));
      const { sha256 } = await resumed.commit();
      expect(Buffer.compare(await stores.blobs.get(sha256), large)).toBe(0);
      const pieces: Uint8Array[] = [];
      for await (const piece of stores.blobs.read(sha256, { start: 1_000_000, end: 4_500_001 })) pieces.push(piece);
      expect(Buffer.compare(Buffer.concat(pieces), large.subarray(1_000_000, 4_500_001))).toBe(0);
    }));

  it('refuse a database of a newer release, and one that something else has filled', () =>
    withMongodbStores(server, async ({ stores }, client, url) => {
      await stores.journal.append('s', event('a'));
      await client
        .db()
        .collection('schema')
        .updateOne({}, { $set: { version: 999 } });
      await expect(openMongodbStores(url)).rejects.toMatchObject({ code: 'CL-IO-005' });
      await client.db().collection('schema').deleteMany({});
      await expect(openMongodbStores(url)).rejects.toMatchObject({ code: 'CL-IO-004' });
    }));
});

describe('opening stores in MongoDB', () => {
  it('says when nobody answers, without the password', async () => {
    const opening = openMongodbStores('mongodb://me:s3cret@127.0.0.1:1/db?directConnection=true', { patience: 200 });
    const error = await opening.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'CL-IO-006', where: { file: 'mongodb://127.0.0.1:1/db' } });
    expect(JSON.stringify(error) + String(error)).not.toContain('s3cret');
  });

  it('says the same when the name of the hosts is unknown', async () => {
    const opening = openMongodbStores('mongodb+srv://me:s3cret@cohortloom.invalid/db', { patience: 200 });
    await expect(opening).rejects.toMatchObject({
      code: 'CL-IO-006',
      where: { file: 'mongodb+srv://cohortloom.invalid/db' },
    });
  });

  it.each(['mongodb://', 'mongodb://host:port/x', 'mongodb://h/?w=1&nonsense=2'])('refuses %s', async (url) => {
    await expect(openMongodbStores(url, { patience: 200 })).rejects.toMatchObject({ code: 'CL-CONF-001' });
  });

  it.each([
    ['mongodb://a:1,b:2/x?replicaSet=r', 'mongodb://a:1,b:2/x'],
    ['mongodb://me:p%40ss@a/x', 'mongodb://a/x'],
    ['mongodb://me:p@ss@a/x', 'mongodb://a/x'],
    ['mongodb://me:p?ss@a/x', 'mongodb://a/x'],
    ['mongodb://me:p/ss@a/x?replicaSet=r', 'mongodb://a/x'],
    ['mongodb:/me:secret@a/x', 'mongodb://a/x'],
    ['mongodb//me:secret@a/x', 'mongodb://a/x'],
    [' MongoDB://me:secret@a/x', 'MongoDB://a/x'],
    ['mongodb+srv://me:secret@cluster.example/?authMechanismProperties=SECRET:1', 'mongodb+srv://cluster.example/'],
  ])('shows %s as %s', (url, place) => {
    expect(placeOf(url)).toBe(place);
  });

  it('lets no URL weaken what is durable', async () => {
    const client = new MongoClient('mongodb://h/?readConcernLevel=local&w=1&journal=false');
    const { readConcern, writeConcern, readPreference } = durableDatabase(client, 'x');
    await client.close();
    expect(readConcern?.level).toBe('majority');
    expect(writeConcern).toMatchObject({ w: 'majority', journal: true });
    expect(readPreference?.mode).toBe('primary');
  });
});
