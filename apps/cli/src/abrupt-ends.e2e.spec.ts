import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { localArguments, SAMPLE, scratchFolder, tinyStudy, writeScratch } from './testing/fixtures.ts';
import { endAll, runCli, startCli } from './testing/run-cli.ts';

afterEach(endAll);

describe('a study on one machine', () => {
  it('takes its agents with it when it is killed', async () => {
    const folder = await scratchFolder();
    const text = await readFile(await tinyStudy(folder), 'utf8');
    const study = await writeScratch(folder, 'long.yaml', text.replace('rounds: 2', 'rounds: 1000'));
    const out = join(folder, 'out');
    const cli = startCli(localArguments(study, out));
    await cli.sees('Training');
    const agents = await Promise.all(['a', 'b', 'c'].map((site) => agentProcess(out, site)));
    expect(agents.every(isAlive)).toBe(true);
    cli.child.kill('SIGKILL');
    await cli.finished;
    while (agents.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, 50));
  }, 60_000);

  it('goes on without an agent that is killed where the quorum can spare it', async () => {
    const folder = await scratchFolder();
    const text = await readFile(await tinyStudy(folder), 'utf8');
    const times = '{ progressTimeoutSeconds: 1, gatherTimeoutSeconds: 1 }';
    const study = await writeScratch(folder, 'quorum.yaml', `${text}quorum: 2\nrounds: ${times}\n`);
    const out = join(folder, 'out');
    const cli = startCli(localArguments(study, out));
    await cli.sees('Training');
    process.kill(await agentProcess(out, 'b'), 'SIGKILL');
    const { exitCode, stdout, stderr } = await cli.finished;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('site b ended with an error');
  }, 60_000);

  it('that fails by itself says so, and blames no agent', async () => {
    const folder = await scratchFolder();
    const header = (await readFile(SAMPLE('a.csv'), 'utf8')).split('\n', 2).join('\n');
    const table = await writeScratch(folder, 'one.csv', `${header}\n`);
    const tables = { a: table, b: table, c: table };
    const study = await tinyStudy(folder);
    const { exitCode, stderr } = await runCli(...localArguments(study, join(folder, 'out'), tables));
    expect(stderr).toContain('CL-DATA-006');
    expect(stderr).not.toContain('CL-ROUND-005');
    expect(exitCode).toBe(65);
  }, 60_000);

  it('does without a browser, and without the log of an agent that has a folder in its place', async () => {
    const folder = await scratchFolder();
    const out = join(folder, 'out');
    await mkdir(join(out, 'sites', 'a', 'agent.log'), { recursive: true });
    const { exitCode, stdout, stderr } = await runCli(...localArguments(await tinyStudy(folder), out));
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('report.pdf was not made: COHORTLOOM_CHROMIUM says none.');
    expect(stdout).not.toContain(join(out, 'report.pdf'));
  }, 60_000);

  it('says why an agent could not be started', async () => {
    const folder = await scratchFolder();
    const out = join(folder, 'out');
    await mkdir(out);
    await writeScratch(out, 'sites', 'a file in the way');
    const { exitCode, stderr } = await runCli(...localArguments(await tinyStudy(folder), out));
    expect(stderr).toContain('CL-IO-002');
    expect(stderr).toContain(join(out, 'sites'));
    expect(exitCode).toBe(73);
  }, 60_000);
});

it('a simulation is written to its end although nobody reads what it says', async () => {
  const folder = await scratchFolder();
  const out = join(folder, 'out');
  const tables = ['--table', SAMPLE('c.csv'), '--dictionary', SAMPLE('datapackage.json')];
  const cli = startCli(['simulate', ...tables, '--study', await tinyStudy(folder), '--out', out]);
  await cli.sees('Simulating');
  cli.child.stdout?.destroy();
  const { exitCode, stderr } = await cli.finished;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(await readFile(join(out, 'federated', 'report.html'), 'utf8')).toContain('</html>');
}, 60_000);

/** The process id in the agent's own log: "[cohortloom agent a] 1234  - …". */
async function agentProcess(out: string, site: string): Promise<number> {
  const log = await readFile(join(out, 'sites', site, 'agent.log'), 'utf8');
  return Number(/\] (\d+)/.exec(log)?.[1]);
}

function isAlive(process_: number): boolean {
  try {
    return process.kill(process_, 0);
  } catch {
    return false;
  }
}
