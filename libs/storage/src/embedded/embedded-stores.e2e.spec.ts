import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { type Acknowledged, acknowledgedIn, expectKept, Writer, WRITER_ARGUMENTS } from '../testing/killed-writer.ts';
import { ManualTime } from '../testing/manual-time.ts';
import { inTemporaryFolder } from '../testing/temporary-folder.ts';
import { openEmbeddedStores } from './embedded-stores.ts';

/** Reads the store as a next process would. */
async function expectKeptIn(folder: string, acknowledged: readonly Acknowledged[]): Promise<void> {
  const stores = await openEmbeddedStores(folder, new ManualTime());
  await expectKept(stores, acknowledged);
  await stores.close();
}

describe('processes that are killed while they append to an embedded store', () => {
  it('leave all that they were told is durable', () =>
    inTemporaryFolder(async (folder) => {
      const acknowledged: Acknowledged[] = [];
      for (const [round, life] of [30, 150, 60, 220].entries()) {
        const writers = await Promise.all(['a', 'b'].map((name) => Writer.start(folder, `${round}/${name}`)));
        await sleep(life);
        for (const writer of writers) acknowledged.push(...(await writer.kill()));
        await expectKeptIn(folder, acknowledged);
      }
      expect(acknowledged.length).toBeGreaterThan(20);
    }));
});

/** A file system of two megabytes needs a mount, and this a name space of its own, which not every machine allows. */
const CAN_MOUNT = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

describe('an embedded store on a disk that is full', () => {
  (CAN_MOUNT ? it : it.skip)('says so, and keeps what it has acknowledged', () =>
    inTemporaryFolder(async (folder) => {
      const [small, kept] = [join(folder, 'small'), join(folder, 'kept')];
      await mkdir(small);
      const script = `mount -t tmpfs -o size=2m tmpfs ${small} && "$@" ${small} w; cp -r ${small} ${kept}`;
      const command = [process.execPath, ...WRITER_ARGUMENTS];
      const { stdout } = spawnSync('unshare', ['-rm', 'sh', '-c', script, 'sh', ...command], { encoding: 'utf8' });
      expect(stdout.trim().split('\n').at(-1)).toBe('failed CL-IO-002');
      const acknowledged = acknowledgedIn(stdout);
      expect(acknowledged.length).toBeGreaterThan(10);
      await expectKeptIn(kept, acknowledged);
    }),
  );
});
