import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { inTemporaryFolder } from '#storage/testing/temporary-folder';
import { FolderLock } from './folder-lock.ts';

const log = () => {};

function withLock(test: (path: string) => Promise<void>): Promise<void> {
  return inTemporaryFolder((folder) => test(join(folder, 'lock')));
}

describe('FolderLock', () => {
  test('has one holder until it is released', () =>
    withLock(async (path) => {
      const first = await FolderLock.acquire(path, { log });
      await expect(FolderLock.acquire(path, { log })).rejects.toMatchObject({ code: 'CL-IO-007', exitCode: 75 });
      await first.release();
      await (await FolderLock.acquire(path, { log })).release();
    }));

  test('goes to one of many who ask at the same time for what a killed process left', () =>
    withLock(async (path) => {
      await writeFile(path, holder({ pid: await endedProcess() }));
      const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => FolderLock.acquire(path, { log })));
      expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ pid: process.pid, host: hostname() });
    }));

  test.each([
    ['a process of this number that started at another time', holder({ pid: process.ppid, started: '1' })],
    ['an earlier process of our own number, as in a container', holder({ pid: process.pid })],
    ['a process that was killed while it wrote', '{"pid": 12'],
  ])('is taken from %s', (_whom, left) =>
    withLock(async (path) => {
      await writeFile(path, left);
      await (await FolderLock.acquire(path, { log })).release();
    }),
  );

  test('is not taken from another living process', () =>
    withLock(async (path) => {
      await writeFile(path, holder({ pid: process.ppid }));
      const acquired = FolderLock.acquire(path, { log, handover: 200 });
      await expect(acquired).rejects.toThrow(`in use by process ${process.ppid}`);
    }));

  test('is waited for while the process before is ending', () =>
    withLock(async (path) => {
      const ending = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 300)'], { stdio: 'ignore' });
      await writeFile(path, holder({ pid: ending.pid ?? 0 }));
      await (await FolderLock.acquire(path, { log, handover: 30_000 })).release();
      expect(ending.exitCode).toBe(0);
    }));

  test('is taken from another machine that gives no sign of life, and says that it waits', () =>
    withLock(async (path) => {
      const said: string[] = [];
      await writeFile(path, holder({ pid: 1, host: 'elsewhere' }));
      await (await FolderLock.acquire(path, { log: (words) => said.push(words), patience: 300 })).release();
      expect(said).toEqual([expect.stringContaining('last used on elsewhere')]);
    }));

  test('is not taken from another machine that gives one', () =>
    withLock(async (path) => {
      await writeFile(path, holder({ pid: 1, host: 'elsewhere' }));
      const timer = setInterval(() => void utimes(path, new Date(), new Date()), 50);
      try {
        await expect(FolderLock.acquire(path, { log, patience: 2000 })).rejects.toMatchObject({ code: 'CL-IO-007' });
      } finally {
        clearInterval(timer);
      }
    }));
});

function holder(parts: { pid: number; host?: string; started?: string }): string {
  return JSON.stringify({ host: hostname(), started: '', process: 'another', ...parts });
}

async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
}
