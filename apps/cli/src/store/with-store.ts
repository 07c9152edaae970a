import { SYSTEM_CLOCK } from '#federation/rounds/system-clock';
import { type OpenOptions, openStores } from '#storage/open-stores';
import type { Stores } from '#storage/ports/stores';

/** Opens a store, hands it over and closes it again, however that ends. Throws what `openStores` throws. */
export async function withStore<T>(
  url: string,
  options: Pick<OpenOptions, 'mustExist' | 'notice'>,
  action: (stores: Stores) => Promise<T>,
): Promise<T> {
  const stores = await openStores(url, { clock: SYSTEM_CLOCK, ...options });
  try {
    return await action(stores);
  } finally {
    await stores.close();
  }
}
