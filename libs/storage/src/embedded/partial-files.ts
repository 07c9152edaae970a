import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { isNotFound } from '../disk/disk-errors.ts';

let serial = 0;

/** A name in a folder that no other writer uses, whichever process it is in: HASH.PROCESS.SERIAL. */
export function ownPartial(folder: string, sha256: string): string {
  return join(folder, `${sha256}.${process.pid}.${serial++}`);
}

/** Where a suspended upload waits to be resumed. */
export function waitingPartial(folder: string, sha256: string): string {
  return join(folder, sha256);
}

/**
 * Takes what has arrived of a blob, by an upload that was suspended or whose process has died, for this writer alone: two
 * that wrote one file would spoil it, even after one of them has given it its final name.
 * @returns the writer's own file, which may not be there yet
 */
export async function claimPartial(folder: string, sha256: string): Promise<string> {
  const own = ownPartial(folder, sha256);
  for (const name of await readdir(folder)) {
    if (!isFree(name, sha256)) continue;
    if (await tryRename(join(folder, name), own)) break;
  }
  return own;
}

function isFree(name: string, sha256: string): boolean {
  const [hash, owner] = name.split('.');
  return hash === sha256 && (owner === undefined || !isAlive(Number(owner)));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It may not be signalled by us, but it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** False when another was faster. */
async function tryRename(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
