import { chmod, open } from 'node:fs/promises';
import { makeFolder } from '#storage/disk/make-folder';
import { moveDurably } from '#storage/disk/synced-files';

/** For the user that the agent runs as, and nobody else. */
export const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

/** Creates the folder if need be. */
export async function makePrivateFolder(path: string): Promise<void> {
  await makeFolder(path);
  await chmod(path, PRIVATE_FOLDER);
}

/** Writes a whole file so that after a crash the old content is there or the new: another name, fsync, rename. */
export async function writePrivately(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const draft = `${path}.new`;
  const file = await open(draft, 'w', PRIVATE_FILE);
  try {
    for (const part of parts) await file.writeFile(part);
    await file.datasync();
  } finally {
    await file.close();
  }
  await moveDurably(draft, path);
}
