import { once } from 'node:events';
import { appendFile, cp, mkdir, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { describeError } from '#errors/cohortloom-error';
import { checkStores } from '../check-stores.ts';
import { openStores } from '../open-stores.ts';
import { BYTES } from '../testing/blob-store-contract.ts';
import { withEmbeddedStores } from '../testing/embedded-stores-under-test.ts';
import { ManualTime } from '../testing/manual-time.ts';
import { event, readAll } from '../testing/round-journal-contract.ts';
import { describeStores } from '../testing/stores-contract.ts';
import { inTemporaryFolder } from '../testing/temporary-folder.ts';
import { openEmbeddedStores } from './embedded-stores.ts';

const CLOCK = new ManualTime();
const KEYS = Array.from({ length: 40 }, (_, i) => `k${i}`);

/** A thread that makes a store of a later version, in a transaction that it commits after a while. */
const NEWER_RELEASE = `
  const { parentPort, workerData } = require('node:worker_threads');
  const database = new (require('node:sqlite').DatabaseSync)(workerData);
  database.exec('PRAGMA journal_mode = WAL; BEGIN IMMEDIATE; CREATE TABLE future (x)');
  database.exec('PRAGMA application_id = ${0x436f684c}; PRAGMA user_version = 999');
  parentPort.postMessage('begun');
  setTimeout(() => { database.exec('COMMIT'); database.close(); }, 500);
`;

describeStores('embedded', withEmbeddedStores);

/** Runs SQL on a store's database behind its back, and closes it. */
function tamper(folder: string, sql: string): void {
  const database = new DatabaseSync(join(folder, 'store.sqlite'));
  database.exec(sql);
  database.close();
}

/** A closed store with a study and a journal of forty entries. */
async function writeStore(folder: string): Promise<void> {
  const stores = await openEmbeddedStores(folder, CLOCK);
  await stores.studies.create({ id: 's', declaration: null, state: 'draft' });
  await stores.journal.appendAll(
    's',
    KEYS.map((key) => event(key, 'é'.repeat(50))),
  );
  await stores.close();
}

describe('a lease in an embedded store', () => {
  it('does not stand for hours when the clock of the machine is set back', () =>
    inTemporaryFolder(async (folder) => {
      const clock = new ManualTime();
      const stores = await openEmbeddedStores(folder, clock);
      const killed = await stores.leases.acquire('s', 'killed', 1_000);
      clock.elapse(-5_000);
      expect(await stores.leases.acquire('s', 'next', 1_000)).toBeUndefined();
      clock.elapse(-3_600_000);
      expect((await stores.leases.acquire('s', 'next', 1_000))?.token).toBe((killed?.token ?? 0) + 1);
      await stores.close();
    }));
});

describe('an embedded store that a crash has left', () => {
  it('with a log cut off anywhere holds a beginning of its history and goes on from there', () =>
    withEmbeddedStores(async ({ stores }, folder) => {
      for (const key of KEYS) await stores.journal.append('s', event(key));
      const size = (await readFile(join(folder, 'store.sqlite-wal'))).length;
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: size }), (end) =>
          inTemporaryFolder(async (copy) => {
            for (const name of ['store.sqlite', 'store.sqlite-wal']) await cp(join(folder, name), join(copy, name));
            await truncate(join(copy, 'store.sqlite-wal'), end);
            const after = await openEmbeddedStores(copy, CLOCK);
            const kept = (await readAll(after.journal)).map(({ key }) => key);
            expect(kept).toEqual(KEYS.slice(0, kept.length));
            if (end === size) expect(kept).toEqual(KEYS);
            await after.journal.append('s', event('next'));
            expect((await readAll(after.journal)).at(-1)).toMatchObject({ key: 'next', sequence: kept.length });
            await after.close();
          }),
        ),
        { numRuns: 20, examples: [[0], [size], [size - 1]] },
      );
    }));
});

describe('a damaged embedded store', () => {
  it.each([
    ['an entry that was altered', `UPDATE journal SET data = '"other"' WHERE sequence = 7`],
    ['an entry whose time was altered', 'UPDATE journal SET at = at + 1 WHERE sequence = 7'],
    ['an entry that is gone', 'DELETE FROM journal WHERE sequence = 7'],
    ['an end that is gone', 'DELETE FROM journal WHERE sequence > 37'],
    ['an end that nobody wrote', `INSERT INTO journal VALUES ('s', 40, 'x', 'test', 1, 'null', '')`],
    ['a lost end of the list of ends', 'DELETE FROM journal_heads'],
    ['data that are no JSON', `UPDATE journal SET data = '{' WHERE sequence = 7`],
  ])('is refused for %s', (_, sql) =>
    inTemporaryFolder(async (folder) => {
      await writeStore(folder);
      tamper(folder, sql);
      const stores = await openEmbeddedStores(folder, CLOCK);
      await expect(readAll(stores.journal)).rejects.toMatchObject({ code: 'CL-IO-004', where: { study: 's' } });
      await stores.close();
    }),
  );

  it('never appends where its end is not known', () =>
    inTemporaryFolder(async (folder) => {
      await writeStore(folder);
      tamper(folder, 'UPDATE journal_heads SET length = 20');
      const stores = await openEmbeddedStores(folder, CLOCK);
      await expect(stores.journal.append('s', event('x'))).rejects.toMatchObject({ code: 'CL-IO-004' });
      await stores.close();
    }));

  it('is refused for a study that was altered', () =>
    inTemporaryFolder(async (folder) => {
      await writeStore(folder);
      tamper(folder, `UPDATE studies SET state = '"released"'`);
      const { studies, close } = await openEmbeddedStores(folder, CLOCK);
      await expect(studies.get('s')).rejects.toMatchObject({ code: 'CL-IO-004', where: { study: 's' } });
      await close();
    }));

  it('with any stretch of its file overwritten is refused or gives what was written, and is found out', () =>
    inTemporaryFolder(async (folder) => {
      await writeStore(folder);
      const path = join(folder, 'store.sqlite');
      const bytes = await readFile(path);
      let found = 0;
      await fc.assert(
        fc.asyncProperty(fc.nat(bytes.length - 65), async (start) => {
          const damaged = Uint8Array.from(bytes);
          for (let i = start; i < start + 64; i++) damaged[i] ^= 0x5a;
          await writeFile(path, damaged);
          found += (await isFoundOut(folder)) ? 1 : 0;
        }),
        { numRuns: 60 },
      );
      expect(found).toBeGreaterThan(20);
    }));

  it.each(['garbage '.repeat(4000), 'SQLite format 3\u0000'])('is refused when its file is something else', (text) =>
    inTemporaryFolder(async (folder) => {
      await writeFile(join(folder, 'store.sqlite'), text);
      await expect(openEmbeddedStores(folder, CLOCK)).rejects.toMatchObject({ code: 'CL-IO-004' });
      expect(await readFile(join(folder, 'store.sqlite'), 'utf8')).toBe(text);
    }),
  );
});

/** Whether opening, reading or checking the store says that it is damaged; nothing that was altered may come back. */
async function isFoundOut(folder: string): Promise<boolean> {
  const isDamage = (error: { code?: string }) => {
    expect(error).toMatchObject({ code: expect.stringMatching(/^CL-IO-00[45]$/) });
    return true;
  };
  const stores = await openEmbeddedStores(folder, CLOCK).catch(isDamage);
  if (typeof stores === 'boolean') return true;
  try {
    const entries = await readAll(stores.journal).catch(isDamage);
    if (entries === true) return true;
    expect(entries).toEqual(KEYS.map((key, sequence) => ({ ...event(key, 'é'.repeat(50)), sequence })));
    const study = await stores.studies.get('s').catch(isDamage);
    if (study === true) return true;
    expect(study).toMatchObject({ id: 's', revision: 1, declaration: null, state: 'draft' });
    return (await stores.inspect()).length > 0;
  } finally {
    await stores.close();
  }
}

describe('checking a damaged embedded store', () => {
  it('names every journal, study and blob that is damaged, and goes on', () =>
    inTemporaryFolder(async (folder) => {
      await writeStore(folder);
      const before = await openEmbeddedStores(folder, CLOCK);
      await before.journal.append('t', event('a'));
      await before.journal.append('u', event('a'));
      const [first, second] = [await before.blobs.put(BYTES), await before.blobs.put(BYTES.subarray(1))];
      await before.close();
      tamper(
        folder,
        `UPDATE journal SET type = 'x' WHERE study = 's' AND sequence = 3;
        DELETE FROM journal_heads WHERE study = 't'; UPDATE studies SET revision = 2`,
      );
      await appendFile(join(folder, 'blobs', first.sha256.slice(0, 2), first.sha256), 'x');
      const stores = await openEmbeddedStores(folder, CLOCK);
      const { faults, blobs, unused } = await checkStores(stores, () => [second.sha256]);
      expect(faults.map(({ code }) => code)).toEqual(Array.from({ length: 4 }, () => 'CL-IO-004'));
      const words = faults.map((fault) => describeError(fault)).join('\n');
      for (const named of ['study t', 'study s', 'from entry 3 on', first.sha256]) expect(words).toContain(named);
      expect({ blobs, unused: unused.blobs }).toEqual({ blobs: 2, unused: 1 });
      await stores.close();
    }));

  it('is not made of an empty database by looking at it', () =>
    inTemporaryFolder(async (folder) => {
      for (const sql of ['', 'PRAGMA journal_mode = WAL']) {
        tamper(folder, sql);
        const before = await readFile(join(folder, 'store.sqlite'));
        const opening = openStores(folder, { clock: CLOCK, mustExist: true });
        await expect(opening).rejects.toMatchObject({ code: 'CL-IO-001' });
        expect(await readFile(join(folder, 'store.sqlite'))).toEqual(before);
      }
    }));

  it('is not made by looking for it', () =>
    inTemporaryFolder(async (folder) => {
      const opening = openStores(join(folder, 'none'), { clock: CLOCK, mustExist: true });
      await expect(opening).rejects.toMatchObject({ code: 'CL-IO-001' });
      expect(await readdir(folder)).toEqual([]);
    }));
});

describe('the identity of an embedded store', () => {
  it('is that of the place, however that is written', () =>
    inTemporaryFolder(async (folder) => {
      await mkdir(join(folder, 'a'));
      await symlink(join(folder, 'a'), join(folder, 'link'));
      const identities = new Set<string>();
      for (const path of ['a', 'a/../a', 'link', 'b']) {
        const { identity, close } = await openEmbeddedStores(`${folder}/${path}`, CLOCK);
        identities.add(identity);
        await close();
      }
      expect(identities.size).toBe(2);
    }));
});

describe('the versions of an embedded store', () => {
  it('refuses a store of a newer release and leaves it as it is', () =>
    inTemporaryFolder(async (folder) => {
      await writeStore(folder);
      tamper(folder, 'PRAGMA user_version = 999');
      const before = await readFile(join(folder, 'store.sqlite'));
      await expect(openEmbeddedStores(folder, CLOCK)).rejects.toMatchObject({
        code: 'CL-IO-005',
        what: expect.stringContaining('999'),
      });
      expect(await readFile(join(folder, 'store.sqlite'))).toEqual(before);
    }));

  it.each<[string, (path: string) => Promise<void>]>([
    ['was emptied', (path) => truncate(path)],
    ['is gone', (path) => rm(path)],
  ])('takes blobs whose database %s for a loss, and not for a new store', (_, lose) =>
    inTemporaryFolder(async (folder) => {
      const stores = await openEmbeddedStores(folder, CLOCK);
      const { sha256 } = await stores.blobs.put(BYTES);
      await stores.journal.append('s', event('a'));
      await stores.close();
      await lose(join(folder, 'store.sqlite'));
      for (let attempt = 0; attempt < 2; attempt++) {
        await expect(openEmbeddedStores(folder, CLOCK)).rejects.toMatchObject({
          code: 'CL-IO-004',
          what: expect.stringContaining('has been lost'),
        });
      }
      expect(await readdir(join(folder, 'blobs', sha256.slice(0, 2)))).toEqual([sha256]);
    }),
  );

  it('opens a new store whose first process died before it had written anything', () =>
    inTemporaryFolder(async (folder) => {
      await writeFile(join(folder, 'store.sqlite'), '');
      const { journal, close } = await openEmbeddedStores(folder, CLOCK);
      expect(await journal.append('s', event('a'))).toMatchObject({ appended: true });
      await close();
    }));

  it('refuses a store that a newer release brings forward while it is being opened', () =>
    inTemporaryFolder(async (folder) => {
      const other = new Worker(NEWER_RELEASE, { eval: true, workerData: join(folder, 'store.sqlite') });
      await once(other, 'message');
      await expect(openEmbeddedStores(folder, CLOCK)).rejects.toMatchObject({
        code: 'CL-IO-005',
        what: expect.stringContaining('999'),
      });
      await once(other, 'exit');
    }));

  it("refuses another program's database", () =>
    inTemporaryFolder(async (folder) => {
      tamper(folder, 'CREATE TABLE journal (x)');
      await expect(openEmbeddedStores(folder, CLOCK)).rejects.toMatchObject({ code: 'CL-IO-004' });
    }));

  (process.platform === 'win32' ? it.skip : it)(
    'makes its folder for its user alone, and leaves one that is there',
    () =>
      inTemporaryFolder(async (folder) => {
        await mkdir(join(folder, 'there'), { mode: 0o750 });
        for (const [name, mode] of [
          ['new', 0o700],
          ['there', 0o750],
        ] as const) {
          await (await openEmbeddedStores(join(folder, name), new ManualTime())).close();
          expect((await stat(join(folder, name))).mode & 0o777).toBe(mode);
        }
      }),
  );

  it('makes the store once when several open it at the same time', () =>
    inTemporaryFolder(async (folder) => {
      const opened = await Promise.all([1, 2, 3].map(() => openEmbeddedStores(folder, CLOCK)));
      await opened[0].journal.append('s', event('a'));
      expect(await readAll(opened[2].journal)).toHaveLength(1);
      for (const stores of opened) await stores.close();
    }));
});

describe('an embedded store that can not be written', () => {
  it('says so where a file is in the way', () =>
    inTemporaryFolder(async (folder) => {
      await writeFile(join(folder, 'file'), '');
      const path = join(folder, 'file', 'below');
      await expect(openEmbeddedStores(path, CLOCK)).rejects.toMatchObject({ code: 'CL-IO-002' });
    }));

  it('says so while another process holds its lock for too long, and goes on afterwards', () =>
    withEmbeddedStores(async ({ stores }, folder) => {
      const other = new DatabaseSync(join(folder, 'store.sqlite'));
      other.exec('BEGIN IMMEDIATE');
      await expect(stores.journal.append('s', event('a'))).rejects.toMatchObject({ code: 'CL-IO-006' });
      other.exec('ROLLBACK');
      other.close();
      expect(await stores.journal.append('s', event('a'))).toMatchObject({ appended: true });
    }));
});
