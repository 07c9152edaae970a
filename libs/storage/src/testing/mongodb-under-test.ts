import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient, MongoServerError, UUID } from 'mongodb';
import { openMongodbStores } from '../mongodb/mongodb-stores.ts';
import type { Stores } from '../ports/stores.ts';
import { freePort } from './free-port.ts';
import type { StoresUnderTest } from './stores-contract.ts';

/** A server for tests: the one that MONGODB_URI names, or a `mongod` of this machine. Nothing is ever downloaded. */
export interface MongodbUnderTest {
  /** For a database of this name. */
  url(database: string): string;
  stop(): Promise<void>;
}

/** The server's data are thrown away after the tests, so nothing needs to be dropped. */
const IS_THROWAWAY = process.env.MONGODB_THROWAWAY !== undefined || process.env.MONGODB_URI === undefined;

const HAS_MONGOD = spawnSync('mongod', ['--version']).status === 0;

/** False: tests against MongoDB are skipped. In continuous integration they aren't, and fail without a server. */
export const HAS_MONGODB = process.env.MONGODB_URI !== undefined || HAS_MONGOD || process.env.CI !== undefined;

if (!HAS_MONGODB) process.stderr.write('No MongoDB (MONGODB_URI, or mongod on the PATH): its tests are skipped.\n');

export async function startMongodb(): Promise<MongodbUnderTest> {
  const uri = process.env.MONGODB_URI;
  if (uri !== undefined) return { url: (database) => withDatabase(uri, database), stop: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), 'cohortloom-mongodb-'));
  const server = await MongodbProcess.start(folder);
  const stop = async () => {
    await server.kill();
    await rm(folder, { recursive: true, force: true });
  };
  return { url: (database) => server.url(database), stop };
}

/** Whether tests can start, kill and restart a server of their own. */
export const HAS_SERVER = HAS_MONGOD || process.env.SECANTUSD !== undefined;

/** A server on a folder and a port of its own; killed, it can be started there again. */
export class MongodbProcess {
  readonly #folder: string;
  readonly #port: number;
  readonly #isReplicated: boolean;
  #child: ChildProcess | undefined;

  private constructor(folder: string, port: number, isReplicated: boolean) {
    this.#folder = folder;
    this.#port = port;
    this.#isReplicated = isReplicated;
  }

  static async start(folder: string, { isReplicated = true } = {}): Promise<MongodbProcess> {
    const server = new MongodbProcess(folder, await freePort(), isReplicated);
    await server.restart();
    return server;
  }

  url(database: string): string {
    return withDatabase(`mongodb://127.0.0.1:${this.#port}/?directConnection=true`, database);
  }

  async restart(): Promise<void> {
    const [command, options] = HAS_MONGOD ? this.#mongod() : this.#secantusd();
    const child = spawn(command, options, { stdio: 'ignore' });
    this.#child = child;
    const gone = once(child, 'exit').then(([code]) => {
      if (this.#child === child) throw new Error(`The database's server ended with ${code} instead of starting.`);
    });
    gone.catch(() => undefined);
    await Promise.race([waitForPrimary(this.url('admin'), this.#port), gone]);
  }

  /** Whether whoever takes over from a killed process can end the transaction that it has left. */
  async canEndSessions(): Promise<boolean> {
    const client = new MongoClient(this.url('admin'));
    try {
      await client.db('admin').command({ killSessions: [{ id: new UUID() }] });
      return true;
    } catch (error) {
      if (error instanceof MongoServerError) return false;
      throw error;
    } finally {
      await client.close();
    }
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  #mongod(): [string, string[]] {
    const place = ['--dbpath', this.#folder, '--port', String(this.#port), '--bind_ip', '127.0.0.1'];
    const set = this.#isReplicated ? ['--replSet', 'test'] : [];
    return ['mongod', [...place, ...set, '--setParameter', 'enableTestCommands=1']];
  }

  #secantusd(): [string, string[]] {
    const place = ['--storage-path', this.#folder, '--port', String(this.#port), '--host', '127.0.0.1'];
    const set = this.#isReplicated ? [] : ['--standalone'];
    return [process.env.SECANTUSD ?? '', [...place, ...set, '--sync-on-commit', '--enable-test-commands']];
  }
}

/** Runs a test on a store of its own in a database of its own. */
export async function withMongodbStores<T>(
  server: MongodbUnderTest,
  test: (under: StoresUnderTest, client: MongoClient, url: string) => Promise<T>,
): Promise<T> {
  // Spec files share processes, and databases stay.
  const url = server.url(`cohortloom-test-${randomUUID()}`);
  const client = new MongoClient(url);
  const opened: Stores[] = [];
  const open = async () => {
    const stores = await openMongodbStores(url, { patience: 20_000 });
    opened.push(stores);
    return stores;
  };
  try {
    return await test({ stores: await open(), reopen: open, elapse: (ms) => sleep(ms) }, client, url);
  } finally {
    for (const stores of opened) await stores.close();
    if (!IS_THROWAWAY) await client.db().dropDatabase();
    await client.close();
  }
}

/** Initiates the replica set where that is needed. */
async function waitForPrimary(url: string, port: number): Promise<void> {
  const client = new MongoClient(url);
  const admin = client.db('admin');
  try {
    while (!(await admin.command({ hello: 1 })).isWritablePrimary) {
      const members = [{ _id: 0, host: `127.0.0.1:${port}` }];
      await admin.command({ replSetInitiate: { _id: 'test', members } }).catch(() => undefined);
      await sleep(100);
    }
  } finally {
    await client.close();
  }
}

function withDatabase(uri: string, database: string): string {
  const [, hosts, options = ''] = /^(mongodb(?:\+srv)?:\/\/[^/?]+)[^?]*(\?.*)?$/.exec(uri) ?? [];
  return `${hosts}/${database}${options}`;
}
