import { randomUUID } from 'node:crypto';
import { copyFile, constants, link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { CohortloomError } from '#errors/cohortloom-error';

/** How often the holder shows that it lives, for those who can't look at its process, milliseconds. */
const SIGN_OF_LIFE = 5_000;

/** How often to look whether the holder lives, milliseconds. */
const POLL = 100;

const HOLDER = z.object({
  pid: z.int(),
  host: z.string(),
  /** Start of the process in the system's own ticks, so that a number given to another process is noticed; '' if unknown. */
  started: z.string(),
  /** Drawn once per process. */
  process: z.string(),
});
type Holder = z.infer<typeof HOLDER>;

const THIS_PROCESS = randomUUID();

/** How long a process of this machine that still lives may take to end: the one before may just be stopping. */
const HANDOVER = 3_000;

export interface LockOptions {
  readonly log: (words: string) => void;
  /** How long a living holder on this machine is waited for, milliseconds. */
  readonly handover?: number;
  /** How long the holder on another machine is watched for a sign of life, milliseconds. */
  readonly patience?: number;
}

/**
 * One process per folder, by a file that names its holder. It outlives a kill, so it counts only while its holder lives:
 * on this machine by its process number and start, elsewhere by the file's time, which a living holder renews.
 */
export class FolderLock {
  readonly #path: string;
  readonly #timer: NodeJS.Timeout;

  private constructor(path: string) {
    this.#path = path;
    this.#timer = setInterval(() => void showLife(path), SIGN_OF_LIFE).unref();
  }

  /** @throws CL-IO-007 when another process holds it, and what the system says where no file can be made */
  static async acquire(path: string, options: LockOptions): Promise<FolderLock> {
    for (;;) {
      if (await create(path)) return new FolderLock(path);
      const text = await readFile(path, 'utf8').catch(() => '');
      const holder = parse(text);
      if (holder !== undefined && (await isHeld(path, holder, options))) throw inUse(path, holder);
      await removeStale(path, text);
    }
  }

  async release(): Promise<void> {
    clearInterval(this.#timer);
    const holder = parse(await readFile(this.#path, 'utf8').catch(() => ''));
    if (holder?.process === THIS_PROCESS) await rm(this.#path, { force: true });
  }
}

/** Makes the file with its whole content or not at all. */
async function create(path: string): Promise<boolean> {
  const started = (await startOf(process.pid)) ?? '';
  const holder: Holder = { pid: process.pid, host: hostname(), started, process: THIS_PROCESS };
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
  try {
    // Some network file systems have no links.
    await link(draft, path).catch((error: unknown) => {
      if (isTaken(error)) throw error;
      return copyFile(draft, path, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if (isTaken(error)) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Removes the file if it is still the one that was read: another process may have been faster. */
async function removeStale(path: string, text: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await readFile(aside, 'utf8').catch(() => text)) !== text) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}

async function isHeld(path: string, holder: Holder, options: LockOptions): Promise<boolean> {
  if (holder.host !== hostname()) return isRenewed(path, holder, options);
  if (holder.pid === process.pid) return holder.process === THIS_PROCESS;
  const { handover = HANDOVER } = options;
  for (let waited = 0; await isRunning(holder); waited += POLL) {
    if (waited >= handover) return true;
    await pause(POLL);
  }
  return false;
}

async function isRunning({ pid, started }: Holder): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const actual = await startOf(pid);
  return actual === undefined || started === '' || actual === started;
}

/** Whether the file's time changes: needs no clock that two machines agree on. */
async function isRenewed(path: string, { host }: Holder, { log, patience = 3 * SIGN_OF_LIFE }: LockOptions) {
  const first = await timeOf(path);
  const seconds = Math.ceil(patience / 1000);
  log(`The data folder was last used on ${host}; waiting up to ${seconds} s to see whether it still is.`);
  for (let waited = 0; waited < patience; waited += POLL) {
    await pause(POLL);
    const time = await timeOf(path);
    if (time !== first) return time !== undefined;
  }
  return false;
}

async function showLife(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => {});
}

async function timeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.mtimeMs;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Field 22 of /proc/PID/stat (proc(5)), where there is one. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function parse(text: string): Holder | undefined {
  try {
    return HOLDER.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function isTaken(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EEXIST';
}

function inUse(file: string, { pid, host }: Holder): CohortloomError {
  return new CohortloomError('CL-IO-007', {
    what: `The data folder is in use by process ${pid} on ${host}.`,
    where: { file },
    todo: 'Stop that agent, or give this one a data folder of its own.',
  });
}
