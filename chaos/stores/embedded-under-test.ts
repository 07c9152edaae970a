import { join } from 'node:path';
import { SYSTEM_CLOCK } from '#federation/rounds/system-clock';
import { openEmbeddedStores } from '#storage/embedded/embedded-stores';
import type { StoreUnderTest } from './store-under-test.ts';

const FOLDER = 'store';

/** The store in a folder: it has no server, and dies with its coordinator. */
export const EMBEDDED: StoreUnderTest = {
  name: 'embedded',
  hasServer: false,
  keepsLocks: false,
  configOf: () => ({ dataFolder: FOLDER }),
  open: (folder) => openEmbeddedStores(join(folder, FOLDER), SYSTEM_CLOCK),
  folder: (folder) => join(folder, FOLDER),
  blobFolder: (folder) => join(folder, FOLDER, 'blobs'),
  start: async () => {},
  stop: async () => {},
  killServer: async () => false,
};
