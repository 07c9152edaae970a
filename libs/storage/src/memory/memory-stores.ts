import { randomUUID } from 'node:crypto';
import type { StoreClock } from '../ports/store-clock.ts';
import type { Stores } from '../ports/stores.ts';
import { MemoryBlobStore } from './memory-blob-store.ts';
import { MemoryLeaseStore } from './memory-lease-store.ts';
import { MemoryRoundJournal } from './memory-round-journal.ts';
import { MemoryStudyStore } from './memory-study-store.ts';

/** Stores that end with their process: for simulation and tests. */
export function memoryStores(clock: StoreClock): Stores {
  const leases = new MemoryLeaseStore(clock);
  return {
    name: 'memory',
    identity: `memory ${randomUUID()}`,
    studies: new MemoryStudyStore(clock, leases),
    journal: new MemoryRoundJournal(leases),
    blobs: new MemoryBlobStore(clock),
    leases,
    inspect: async () => [],
    close: async () => {},
  };
}
