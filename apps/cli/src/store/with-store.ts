import { SYSTEM_CLOCK } from '#federation/rounds/system-clock';
import { type OpenOptions, openStores } from '#storage/open-stores';
import type { Stores } from '#storage/ports/stores';
import { showsPassword, storeUrlOf } from './store-url.ts';
import { FILE_SIGN, STORE_VARIABLE } from './store-variable.ts';

const PASSWORD_SHOWN =
  'Warning: everybody on this machine can read the password of the store in the list of processes. Write its URL into a ' +
  `file that only you may read, and name that as ${FILE_SIGN}FILE, or set ${STORE_VARIABLE}.\n`;

/**
 * Opens the store that was named, hands it over and closes it again, however that ends. Throws what `storeUrlOf` and
 * `openStores` throw.
 */
export async function withStore<T>(
  named: string,
  options: Pick<OpenOptions, 'mustExist' | 'notice'>,
  action: (stores: Stores) => Promise<T>,
): Promise<T> {
  const url = await storeUrlOf(named);
  if (showsPassword(url, process.argv)) process.stderr.write(PASSWORD_SHOWN);
  const stores = await openStores(url, { clock: SYSTEM_CLOCK, ...options });
  try {
    return await action(stores);
  } finally {
    await stores.close();
  }
}
