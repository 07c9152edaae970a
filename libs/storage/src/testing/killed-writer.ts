import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import type { Stores } from '../ports/stores.ts';
import { readAll } from './round-journal-contract.ts';

/** Arguments of node; the store and a name of the writer's own follow. */
export const WRITER_ARGUMENTS = [
  '--conditions=source',
  '--no-warnings',
  fileURLToPath(new URL('appending-process.ts', import.meta.url)),
];

/** The key of an entry and the hash of the blob that it refers to. */
export type Acknowledged = readonly [key: string, sha256: string];

/** A process that appends until it is killed, or fails. */
export class Writer {
  readonly #child: ChildProcess;
  #printed = '';

  private constructor(url: string, name: string) {
    this.#child = spawn(process.execPath, [...WRITER_ARGUMENTS, url, name], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#printed += text));
  }

  /** Started once it has said that something is durable. */
  static async start(url: string, name: string): Promise<Writer> {
    const writer = new Writer(url, name);
    while (writer.#printed === '' && writer.#child.exitCode === null) await sleep(5);
    return writer;
  }

  /** Kills it, and returns what it was sure of. */
  async kill(): Promise<Acknowledged[]> {
    if (this.#child.exitCode === null) {
      this.#child.kill('SIGKILL');
      await once(this.#child, 'close');
    }
    return acknowledgedIn(this.#printed);
  }
}

/** Whole lines only: the last one may be cut off. */
export function acknowledgedIn(printed: string): Acknowledged[] {
  const lines = printed.split('\n').slice(0, -1);
  return lines.filter((line) => !line.startsWith('failed')).map((line) => line.split(' ') as [string, string]);
}

/** All that was acknowledged must be there, and nothing half. */
export async function expectKept(stores: Stores, acknowledged: readonly Acknowledged[]): Promise<void> {
  const entries = await readAll(stores.journal);
  const held = new Map(entries.map(({ key, data }) => [key, (data as { sha256: string }).sha256]));
  expect(acknowledged.filter(([key, sha256]) => held.get(key) !== sha256)).toEqual([]);
  for (const sha256 of held.values()) await stores.blobs.get(sha256);
  expect(await stores.inspect()).toEqual([]);
}
