import type { Document, MongoClient } from 'mongodb';

/** Lets commands fail on the server, so many times or after so many that pass; returns what ends that. */
export async function inject(
  client: MongoClient,
  failCommands: string[],
  mode: number | { skip: number },
  data: Document,
): Promise<() => Promise<unknown>> {
  const set = (one: unknown) =>
    client.db('admin').command({ configureFailPoint: 'failCommand', mode: one, data: { failCommands, ...data } });
  await set(typeof mode === 'number' ? { times: mode } : mode);
  return () => set('off');
}
