import { readFile, stat } from 'node:fs/promises';

/**
 * What a file holds. Nothing waits for a writer, as reading a pipe would. Throws what the system throws, and an error of its
 * own for anything that isn't a regular file of at most `mostBytes`.
 */
export async function readRegularFile(path: string, mostBytes: number): Promise<Uint8Array> {
  const found = await stat(path);
  if (!found.isFile()) throw new Error('no regular file');
  if (found.size > mostBytes) throw new Error(`more than ${mostBytes} bytes`);
  return readFile(path);
}
