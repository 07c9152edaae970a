import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { openStores } from '#storage/open-stores';
import { scratchFolder } from './testing/fixtures.ts';
import { endAll, runCli } from './testing/run-cli.ts';

afterEach(endAll);

const CLOCK = { now: () => Date.now() };

const OPENED = {
  round: 0,
  study: 'aml',
  kind: 'profile',
  task: 'profile',
  members: ['a'],
  policy: { quorum: 1, progressTimeout: 1, quorumDeadline: 1, gatherTimeout: 1, maxReturns: 1 },
  broadcastSha256: '',
  manyExchanges: false,
  layout: [],
};

/** A store with one contribution that the journal refers to and one that it doesn't. */
async function filledStore(): Promise<{ folder: string; sha256: string }> {
  const folder = join(await scratchFolder(), 'store');
  const { journal, blobs, close } = await openStores(folder, { clock: CLOCK });
  const { sha256, size: bytes } = await blobs.put(new Uint8Array(2_000_000));
  await blobs.put(Uint8Array.of(1));
  const data = { round: 0, site: 'a', sha256, bytes, rowCount: 9 };
  await journal.appendAll('aml', [
    { key: 'round/0/opened', type: 'round-opened', at: 1, data: OPENED },
    { key: 'round/0/contributed/a', type: 'contributed', at: 1, data },
  ]);
  await close();
  return { folder, sha256 };
}

describe('cohortloom store', () => {
  it('copies, checks and sweeps a store', async () => {
    const { folder } = await filledStore();
    const copy = `${folder}-copy`;
    expect(await runCli('store', 'copy', folder, copy)).toMatchObject({
      exitCode: 0,
      stderr: '',
      stdout: expect.stringContaining('2 entries, 2 contributions (2.0 MB)'),
    });
    const checked = await runCli('store', 'check', copy);
    expect(checked).toMatchObject({ exitCode: 0, stderr: '' });
    expect(checked.stdout).toContain('1 study, 2 entries, 2 contributions (2.0 MB).');
    expect(checked.stdout).toContain('No study needs 1 contribution');
    expect(await runCli('store', 'sweep', copy)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('0 contributions'),
    });
  });

  it('names what is damaged or missing, with an exit code of its own', async () => {
    const { folder, sha256 } = await filledStore();
    await appendFile(join(folder, 'blobs', sha256.slice(0, 2), sha256), 'x');
    const { exitCode, stderr } = await runCli('store', 'check', folder);
    expect(exitCode).toBe(74);
    expect(stderr).toContain(`Stored data no longer have their SHA-256 ${sha256}.`);
    expect(stderr).toContain('The store has 1 fault, listed above.');
  });

  it('makes no store where it should read one', async () => {
    const folder = await scratchFolder();
    for (const command of ['check', 'sweep']) {
      const { exitCode, stderr } = await runCli('store', command, join(folder, 'none'));
      expect({ exitCode, isTold: stderr.includes('CL-IO-001') }).toEqual({ exitCode: 66, isTold: true });
    }
    expect((await runCli('store', 'copy', join(folder, 'none'), join(folder, 'to'))).exitCode).toBe(66);
    expect(await readdir(folder)).toEqual([]);
  });
});
