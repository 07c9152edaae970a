import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { scratchFolder, tinyStudy } from './testing/fixtures.ts';
import { endAll, startCli } from './testing/run-cli.ts';
import { writeConfigs } from './testing/study-configs.ts';

afterEach(endAll);

it('coordinator and agents leave no trace of telemetry: nothing was prepared to be reported to anyone', async () => {
  const folder = await scratchFolder();
  const temporary = join(folder, 'temporary');
  await mkdir(temporary);
  // As for a user: this test's own environment has it switched off.
  const environment = { TMPDIR: temporary, ORT_DISABLE_TELEMETRY: '' };
  const { coordinators, agents } = await writeConfigs(folder, await tinyStudy(folder));
  const running = [
    ...coordinators.map((config) => startCli(['coordinator', '--config', config], environment)),
    ...agents.map((config) => startCli(['agent', '--config', config], environment)),
  ];
  for (const { finished } of running) expect((await finished).exitCode).toBe(0);
  expect((await readdir(temporary)).filter((name) => /^\.ses|^mat-/.test(name))).toEqual([]);
});
