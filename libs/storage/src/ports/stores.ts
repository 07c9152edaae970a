import type { BlobStore } from './blob-store.ts';
import type { LeaseStore } from './lease-store.ts';
import type { RoundJournal } from './round-journal.ts';
import type { StudyStore } from './study-store.ts';

/** All that is kept of studies, in one place. */
export interface Stores {
  /** The place as it may be shown: never with a password. */
  readonly name: string;
  /** The same for all that is opened in this place, however the place was written; another one for any other place. */
  readonly identity: string;
  readonly studies: StudyStore;
  readonly journal: RoundJournal;
  readonly blobs: BlobStore;
  readonly leases: LeaseStore;
  /** What is wrong with the place itself (its files, its indexes), a sentence each; none when it is sound. */
  inspect(): Promise<readonly string[]>;
  /** Waits for what is being written and gives everything back. */
  close(): Promise<void>;
}
