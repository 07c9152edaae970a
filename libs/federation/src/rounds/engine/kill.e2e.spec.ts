import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { RandomStream } from '#random/random-stream';
import { inTemporaryFolder } from '#storage/testing/temporary-folder';

const STUDY = fileURLToPath(new URL('../testing/durable-study.ts', import.meta.url));
const KILLS = 12;

/** Runs the study on a folder; what it printed, or undefined when it was killed after `life` ms. */
function runStudy(folder: string, life?: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--conditions=source', '--no-warnings', STUDY, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
    const timer = life === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), life);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (signal === 'SIGKILL') resolve(undefined);
      else if (code === 0) resolve(printed);
      else reject(new Error(`the study ended with ${code}`));
    });
  });
}

describe('a study that is killed again and again', () => {
  it('ends with the bytes of one that was left alone', async () => {
    const undisturbed = await inTemporaryFolder((folder) => runStudy(folder));
    expect(undisturbed).toMatch(/^[0-9a-f]{64} [0-9a-f]{64}\n$/);
    const lives = new RandomStream('kills');
    await inTemporaryFolder(async (folder) => {
      let printed: string | undefined;
      for (let kill = 0; kill < KILLS && printed === undefined; kill++) {
        printed = await runStudy(folder, 100 + lives.int(400));
      }
      expect(printed ?? (await runStudy(folder))).toBe(undisturbed);
    });
  });
});
