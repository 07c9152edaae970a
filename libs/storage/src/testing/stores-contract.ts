import type { Stores } from '../ports/stores.ts';
import { describeBlobStore } from './blob-store-contract.ts';
import { describeLeaseStore } from './lease-store-contract.ts';
import { describeMaintenance } from './maintenance-contract.ts';
import { describeRoundJournal } from './round-journal-contract.ts';
import { describeStudyStore } from './study-store-contract.ts';

/** Fresh stores in a test's hands. */
export interface StoresUnderTest {
  readonly stores: Stores;
  /** Opens the same place a second time, as another process would. */
  reopen(): Promise<Stores>;
  /** Lets time pass on the stores' clock, ms. */
  elapse(ms: number): Promise<void>;
}

export type WithStores = (test: (under: StoresUnderTest) => Promise<void>) => Promise<void>;

/** What stores of any kind must do. */
export function describeStores(name: string, withStores: WithStores): void {
  describeStudyStore(name, withStores);
  describeRoundJournal(name, withStores);
  describeLeaseStore(name, withStores);
  describeBlobStore(name, withStores);
  describeMaintenance(name, withStores);
}
