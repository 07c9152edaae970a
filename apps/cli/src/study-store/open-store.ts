import { SYSTEM_CLOCK } from '#federation/rounds/system-clock';
import { openStores } from '#storage/open-stores';
import type { Stores } from '#storage/ports/stores';

/** Opens a store, hands it over and closes it again, however that ends. Throws what the store's adapter throws. */
export async function withStore<T>(url: string, use: (stores: Stores) => Promise<T>): Promise<T> {
  const stores = await openStores(url, { clock: SYSTEM_CLOCK });
  try {
    return await use(stores);
  } finally {
    await stores.close();
  }
}
