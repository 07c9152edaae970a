import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { openStores } from './open-stores.ts';
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
});
