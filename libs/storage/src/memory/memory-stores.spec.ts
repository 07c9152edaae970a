import { ManualTime } from '../testing/manual-time.ts';
import { describeStores } from '../testing/stores-contract.ts';
import { memoryStores } from './memory-stores.ts';

describeStores('memory', (test) => {
  const time = new ManualTime();
  const stores = memoryStores(time);
  // What is in memory can't be opened again but is still there.
  return test({ stores, reopen: async () => stores, elapse: async (ms) => time.elapse(ms) });
});
