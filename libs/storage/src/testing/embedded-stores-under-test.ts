import { openEmbeddedStores } from '../embedded/embedded-stores.ts';
import type { Stores } from '../ports/stores.ts';
import { ManualTime } from './manual-time.ts';
import type { StoresUnderTest } from './stores-contract.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

/** Runs a test on an embedded store in a folder of its own. */
export function withEmbeddedStores<T>(test: (under: StoresUnderTest, folder: string) => Promise<T>): Promise<T> {
  return inTemporaryFolder(async (folder) => {
    const time = new ManualTime();
    const opened: Stores[] = [];
    const open = async () => {
      const stores = await openEmbeddedStores(folder, time);
      opened.push(stores);
      return stores;
    };
    try {
      return await test({ stores: await open(), reopen: open, elapse: async (ms) => time.elapse(ms) }, folder);
    } finally {
      for (const stores of opened) await stores.close();
    }
  });
}
