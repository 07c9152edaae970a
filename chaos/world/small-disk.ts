import { execFile, execFileSync } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { atExit } from './at-exit.ts';

const run = promisify(execFile);
const MEGABYTES = 24;
const FILLER = 'filler';

/** A disk of a few megabytes, in memory, that can be filled. Needs the right to mount (root, on Linux). */
export class SmallDisk {
  readonly #path: string;
  readonly #forget: () => void;

  private constructor(path: string, forget: () => void) {
    this.#path = path;
    this.#forget = forget;
  }

  /** undefined where it can't be mounted. */
  static async mount(path: string): Promise<SmallDisk | undefined> {
    await mkdir(path, { recursive: true });
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${MEGABYTES}m`, 'cohortloom-chaos', path]);
      return new SmallDisk(
        path,
        atExit(() => execFileSync('umount', ['-l', path])),
      );
    } catch {
      return undefined;
    }
  }

  /** Leaves no byte free. */
  async fill(): Promise<void> {
    const file = await open(join(this.#path, FILLER), 'w');
    try {
      for (let size = 1 << 20; size >= 1; size = size >> 2) await writeWhileItFits(file, Buffer.alloc(size));
    } finally {
      await file.close();
    }
  }

  async free(): Promise<void> {
    await rm(join(this.#path, FILLER), { force: true });
  }

  async unmount(): Promise<void> {
    this.#forget();
    await run('umount', ['-l', this.#path]).catch(() => undefined);
  }
}

async function writeWhileItFits(file: Awaited<ReturnType<typeof open>>, bytes: Buffer): Promise<void> {
  try {
    while ((await file.write(bytes)).bytesWritten === bytes.length);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
