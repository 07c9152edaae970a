import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { namesFolder, openStores } from './open-stores.ts';
import { inTemporaryFolder } from './testing/temporary-folder.ts';

const OPTIONS = { clock: { now: () => 0 } };

describe('the URL of a store', () => {
  it('that is a folder opens an embedded store there', () =>
    inTemporaryFolder(async (folder) => {
      const stores = await openStores(join(folder, 'new'), OPTIONS);
      expect(stores.name).toBe(join(folder, 'new'));
      await stores.close();
    }));

  it.each(['postgres://host/db', 'http://host', 'file:///tmp'])('of another kind is refused: %s', async (url) => {
    await expect(openStores(url, OPTIONS)).rejects.toMatchObject({ code: 'CL-CONF-001' });
  });

  it('of MongoDB goes to its adapter', async () => {
    await expect(openStores('mongodb://', OPTIONS)).rejects.toMatchObject({
      code: 'CL-CONF-001',
      what: expect.stringContaining('can not be read'),
    });
  });

  it.each(['mongodb:/me:s3cret@host/db', 'mongodb//me:s3cret@host/db', 'mongodb://me:s3?ret@host/db'])(
    'with a slip is told without its password, and is no folder: %s',
    async (url) => {
      const error = await openStores(url, OPTIONS).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'CL-CONF-001', where: { file: 'mongodb://host/db' } });
      expect(JSON.stringify(error) + String(error)).not.toContain('s3');
      expect(namesFolder(url)).toBe(false);
    },
  );

  it.each([
    '"mongodb://me:s3cret@host/db?replicaSet=rs"',
    "'mongodb://me:s3cret@host/db'",
    'mongodb://me:s3cret@host/db"',
    ' "me:s3cret@host/db',
    'COHORTLOOM_STORE=mongodb://me:s3cret@host/db',
    'url: mongodb:me:s3cret@host/db',
    '://me:s3cret@host/db',
    'me:s3cret@host/db',
    'me:s3/cret@host/db',
    '"cohortloom-data"',
  ])('that is garbled is refused without being shown, and is no folder: %s', async (url) => {
    const error = await openStores(url, OPTIONS).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'CL-CONF-001', todo: expect.stringContaining('mongodb://USER') });
    expect(JSON.stringify(error) + String(error)).not.toMatch(/s3|me:|host\/db|cohortloom-data/);
    expect(namesFolder(url)).toBe(false);
  });

  it.each(['cohortloom-data', '/srv/mongodb/store', './me:word@host', 'C:\\data@home', 'a:b', 'me@host', "o'brien"])(
    'is a folder: %s',
    (path) => {
      expect(namesFolder(path)).toBe(true);
    },
  );
});
