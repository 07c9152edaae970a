import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { localArguments, scratchFolder, tinyStudy } from './testing/fixtures.ts';
import { endAll, startCli } from './testing/run-cli.ts';

afterEach(endAll);

it('a study of several processes leaves no trace of telemetry: nothing was prepared to be reported to anyone', async () => {
  const folder = await scratchFolder();
  const temporary = join(folder, 'temporary');
  await mkdir(temporary);
  const args = localArguments(await tinyStudy(folder), join(folder, 'out'));
  // As for a user: this test's own environment has it switched off.
  const { exitCode } = await startCli(args, { TMPDIR: temporary, ORT_DISABLE_TELEMETRY: '' }).finished;
  expect(exitCode).toBe(0);
  expect((await readdir(temporary)).filter((name) => /^\.ses|^mat-/.test(name))).toEqual([]);
});
