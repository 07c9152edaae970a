import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CohortloomError } from '#errors/cohortloom-error';
import { FolderLock } from './folder-lock.ts';
import { openIdentity, type AgentIdentity } from './identity.ts';
import { makePrivateFolder } from './private-files.ts';

const LOCK = 'lock';
const IDENTITY = 'agent.json';

/**
 * What an agent keeps beside its ledger so that a kill costs nothing: who it is, and how far it has got with its
 * assignment. One process at a time; readable to its user alone. It holds no rows of the site.
 */
export class StateFolder {
  readonly identity: AgentIdentity;
  readonly path: string;
  readonly #lock: FolderLock;

  private constructor(path: string, identity: AgentIdentity, lock: FolderLock) {
    this.path = path;
    this.identity = identity;
    this.#lock = lock;
  }

  /** Creates the folder if need be. @throws CL-IO-007 when another process uses it, CL-IO-002 when it can't be written */
  static async open(dataFolder: string, log: (words: string) => void): Promise<StateFolder> {
    const path = join(dataFolder, 'state');
    try {
      await makePrivateFolder(path);
      const lock = await FolderLock.acquire(join(path, LOCK), { log });
      const { isReadable, ...identity } = await openIdentity(path, log).catch(async (error: unknown) => {
        await lock.release();
        throw error;
      });
      if (!isReadable) await clear(path);
      return new StateFolder(path, identity, lock);
    } catch (cause) {
      throw cause instanceof CohortloomError ? cause : notWritable(path, cause);
    }
  }

  /** Lets another process in. */
  async close(): Promise<void> {
    await this.#lock.release();
  }
}

/** Everything but who holds the folder and who it is. */
async function clear(path: string): Promise<void> {
  const names = (await readdir(path)).filter((name) => name !== LOCK && name !== IDENTITY);
  await Promise.all(names.map((name) => rm(join(path, name), { recursive: true, force: true })));
}

function notWritable(file: string, cause: unknown): CohortloomError {
  return new CohortloomError('CL-IO-002', {
    what: "The agent's state can't be written.",
    where: { file },
    todo: 'Choose another data folder, or give this user the right to write there and room on the disk.',
    cause,
  });
}
