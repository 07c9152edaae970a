import { CohortloomError } from '#errors/cohortloom-error';
import { openEmbeddedStores } from './embedded/embedded-stores.ts';
import type { StoreClock } from './ports/store-clock.ts';
import type { Stores } from './ports/stores.ts';

export interface OpenOptions {
  /** For what has no clock of its own. */
  readonly clock: StoreClock;
  /** Throws CL-IO-001 instead of making a store. */
  readonly mustExist?: boolean;
  /** Told of what the operator of the store may want to mend, though it goes on. */
  readonly notice?: (words: string) => void;
}

/** A slip in what stands before the password is no reason to take the whole for the name of a folder, and show it. */
const MONGODB = /^\s*mongodb(\+srv)?(:|\/\/)/i;
const OTHER_KIND = /^[a-z][a-z0-9+.-]+:\/\//i;
/** A file of environment variables has kept its quotation marks. */
const QUOTED = /^\s*["'`\u2018-\u201f]|["'`\u2018-\u201f]\s*$/;
/** A variable's name before the value, a URL without its kind. */
const GARBLED = /:\/\/|mongodb(\+srv)?:|^[^/\\:@]+:[^\\@][^@]*@/i;

/** Whether a store's URL is the path of a folder. */
export function namesFolder(url: string): boolean {
  return ![MONGODB, QUOTED, GARBLED].some((slip) => slip.test(url));
}

/**
 * Opens the store that a URL names, or makes one: `mongodb://…` or `mongodb+srv://…` is a database of a replica set,
 * anything else a folder of this machine.
 * @throws CL-CONF-001 for another kind of URL or a garbled one, and whatever the adapter throws
 */
export async function openStores(url: string, { clock, mustExist, notice }: OpenOptions): Promise<Stores> {
  if (QUOTED.test(url)) throw garbledUrl();
  if (MONGODB.test(url)) {
    // Loaded only where it is wanted: the driver is larger than all the rest.
    const { openMongodbStores } = await import('./mongodb/mongodb-stores.ts');
    return openMongodbStores(url, { mustExist, notice });
  }
  if (OTHER_KIND.test(url)) throw unknownKind(url);
  if (!namesFolder(url)) throw garbledUrl();
  return openEmbeddedStores(url, clock, { mustExist });
}

function unknownKind(url: string): CohortloomError {
  return new CohortloomError('CL-CONF-001', {
    what: `A store can not be of the kind ${url.slice(0, url.indexOf(':'))}.`,
    todo: 'Name a folder, or a database as mongodb://HOST:PORT/DATABASE.',
  });
}

/** It isn't shown: it may hold a password. */
export function garbledUrl(): CohortloomError {
  return new CohortloomError('CL-CONF-001', {
    what: 'The store is named by something that is neither the path of a folder nor a clean URL (not shown: it may hold a password).',
    todo: 'Write mongodb://USER:PASSWORD@HOST:PORT/DATABASE or a path, without quotation marks and with nothing before it: `docker --env-file` takes quotation marks for part of the value.',
  });
}
