import { openStores } from '../open-stores.ts';

/**
 * A process that appends to the journal of study `s` in the store it is given, several events at once, and puts a blob
 * before each, until it is killed; prints `KEY SHA256` of what it was told is durable.
 */
const [url, name] = process.argv.slice(2);
const { journal, blobs } = await openStores(url, { clock: { now: () => Date.now() } });

async function write(lane: number): Promise<never> {
  for (let i = 0; ; i++) {
    const key = `${name}/${lane}/${i}`;
    const { sha256 } = await blobs.put(new TextEncoder().encode(key.repeat(500)));
    await journal.append('s', { key, type: 'test', at: i, data: { sha256, padding: 'x'.repeat(300) } });
    process.stdout.write(`${key} ${sha256}\n`);
  }
}

await Promise.all([0, 1, 2, 3].map(write)).catch((error: { code?: string }) => {
  process.stdout.write(`failed ${error.code}\n`);
  process.exit(1);
});
