import { describeBlobStore } from '../testing/blob-store-contract.ts';
import { describeRoundJournal } from '../testing/round-journal-contract.ts';
import { describeStudyStore } from '../testing/study-store-contract.ts';
import { MemoryBlobStore } from './memory-blob-store.ts';
import { MemoryRoundJournal } from './memory-round-journal.ts';
import { MemoryStudyStore } from './memory-study-store.ts';

/** What is in memory can't be reopened but is still there. */
function held<Store>(make: () => Store) {
  return (test: (store: Store, reopen: () => Promise<Store>) => Promise<void>) => {
    const store = make();
    return test(store, async () => store);
  };
}

describeRoundJournal(
  'memory',
  held(() => new MemoryRoundJournal()),
);
describeBlobStore(
  'memory',
  held(() => new MemoryBlobStore()),
);
describeStudyStore(
  'memory',
  held(() => new MemoryStudyStore()),
);
