import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { ManualTime } from '../testing/manual-time.ts';
import { readAll } from '../testing/round-journal-contract.ts';
import { inTemporaryFolder } from '../testing/temporary-folder.ts';
import { openEmbeddedStores } from './embedded-stores.ts';

const WRITER = fileURLToPath(new URL('../testing/appending-process.ts', import.meta.url));
const NODE_ARGUMENTS = ['--conditions=source', '--no-warnings', WRITER];

/** Lets a process append for a while after its first word, kills it, and returns the keys and hashes it was sure of. */
async function killedWriter(folder: string, name: string, life: number): Promise<[string, string][]> {
  const child = spawn(process.execPath, [...NODE_ARGUMENTS, folder, name], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  await once(child.stdout, 'data');
  await sleep(life);
  child.kill('SIGKILL');
  await once(child, 'close');
  const lines = printed.split('\n').slice(0, -1);
  return lines.map((line) => line.split(' ') as [string, string]);
}

/** Reads the store as a next process would: all that was acknowledged must be there, and nothing half. */
async function expectKept(folder: string, acknowledged: readonly [string, string][]): Promise<void> {
  const stores = await openEmbeddedStores(folder, new ManualTime());
  const entries = await readAll(stores.journal);
  const held = new Map(entries.map(({ key, data }) => [key, (data as { sha256: string }).sha256]));
  expect(acknowledged.filter(([key, sha256]) => held.get(key) !== sha256)).toEqual([]);
  for (const sha256 of held.values()) await stores.blobs.get(sha256);
  expect(await stores.inspect()).toEqual([]);
  await stores.close();
}

describe('processes that are killed while they append to an embedded store', () => {
  it('leave all that they were told is durable', () =>
    inTemporaryFolder(async (folder) => {
      const acknowledged: [string, string][] = [];
      for (const [round, life] of [30, 150, 60, 220].entries()) {
        const writers = ['a', 'b'].map((name, i) => killedWriter(folder, `${round}/${name}`, life + 40 * i));
        acknowledged.push(...(await Promise.all(writers)).flat());
        await expectKept(folder, acknowledged);
      }
      expect(acknowledged.length).toBeGreaterThan(20);
    }));
});

/** A file system of two megabytes needs a mount, and this a name space of its own, which not every machine allows. */
const CAN_MOUNT = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

describe('an embedded store on a disk that is full', () => {
  const test = CAN_MOUNT ? it : it.skip;
  test('says so, and keeps what it has acknowledged', () =>
    inTemporaryFolder(async (folder) => {
      const [small, kept] = [join(folder, 'small'), join(folder, 'kept')];
      await mkdir(small);
      const script = `mount -t tmpfs -o size=2m tmpfs ${small} && "$@" ${small} w; cp -r ${small} ${kept}`;
      const child = spawnSync('unshare', ['-rm', 'sh', '-c', script, 'sh', process.execPath, ...NODE_ARGUMENTS], {
        encoding: 'utf8',
      });
      const lines = child.stdout.trim().split('\n');
      expect(lines.at(-1)).toBe('failed CL-IO-002');
      expect(lines.length).toBeGreaterThan(10);
      await expectKept(
        kept,
        lines.slice(0, -1).map((line) => line.split(' ') as [string, string]),
      );
    }));
});
