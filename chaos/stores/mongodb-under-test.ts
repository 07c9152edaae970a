import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SYSTEM_CLOCK } from '#federation/rounds/system-clock';
import { openStores } from '#storage/open-stores';
import type { MongodbProcess } from '#storage/testing/mongodb-under-test';
import { atExit } from '../world/at-exit.ts';
import type { StoreUnderTest } from './store-under-test.ts';

/** A server of the suite's own, a database for each study: `mongod` of this machine, or what SECANTUSD names. */
export class MongodbUnderTest implements StoreUnderTest {
  readonly name = 'mongodb';
  readonly hasServer = true;
  #keepsLocks = false;
  #folder = '';
  #server: MongodbProcess | undefined;

  get keepsLocks(): boolean {
    return this.#keepsLocks;
  }

  configOf(folder: string): object {
    return { store: this.#url(folder) };
  }

  open(folder: string) {
    return openStores(this.#url(folder), { clock: SYSTEM_CLOCK });
  }

  folder(): undefined {}

  blobFolder(): undefined {}

  /** Throws with words where there is no server to be started. */
  async start(): Promise<void> {
    // Loaded only where it is wanted: it looks for a server, and says so when there is none.
    const { HAS_SERVER, MongodbProcess } = await import('#storage/testing/mongodb-under-test');
    if (!HAS_SERVER) {
      throw new Error('No MongoDB: put mongod on the PATH, or: eval "$(scripts/mongodb/start.sh FOLDER)"');
    }
    this.#folder = await mkdtemp(join(tmpdir(), 'cohortloom-chaos-mongodb-'));
    this.#server = await MongodbProcess.start(this.#folder);
    this.#keepsLocks = !(await this.#server.canEndSessions());
    atExit(() => void this.#server?.kill());
  }

  async stop(): Promise<void> {
    await this.#server?.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async killServer(downtime: number): Promise<boolean> {
    if (this.#server === undefined) return false;
    await this.#server.kill();
    await pause(downtime);
    await this.#server.restart();
    return true;
  }

  #url(folder: string): string {
    if (this.#server === undefined) throw new Error('the server was not started');
    return this.#server.url(basename(folder));
  }
}
