import { createHash, randomUUID } from 'node:crypto';
import { readdir, rename } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isNotFound } from '../disk/disk-errors.ts';

/** Process numbers tell processes apart on one host only; in a container every process may have the same. */
const THIS_HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 16);
const THIS_PROCESS = randomUUID();
let serial = 0;

/** A name in a folder that no other writer uses, whichever process it is in: HASH.NUMBER.HOST.PROCESS.SERIAL. */
export function ownPartial(folder: string, sha256: string): string {
  return join(folder, [sha256, process.pid, THIS_HOST, THIS_PROCESS, serial++].join('.'));
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

/** What a process on another host has may be in use; former releases didn't name the host. */
function isFree(name: string, sha256: string): boolean {
  const [hash, pid, host, writer] = name.split('.');
  if (hash !== sha256 || writer === THIS_PROCESS) return false;
  if (pid === undefined) return true;
  if (writer !== undefined && host !== THIS_HOST) return false;
  return Number(pid) === process.pid || !isAlive(Number(pid));
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
