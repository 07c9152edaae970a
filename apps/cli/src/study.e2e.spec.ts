import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { fakeChromium } from './pdf/testing/fake-chromium.ts';
import { scratchFolder, writeScratch } from './testing/fixtures.ts';
import { endAll, type RunningCli, runCli, startCli } from './testing/run-cli.ts';
import { simulatedCsv } from './testing/simulated-csv.ts';
import { type StudyConfigs, writeConfigs } from './testing/study-configs.ts';

/** Small trees: seconds, and no compute engine. */
const STUDY = `name: tiny
model: { name: sequential-trees }
synthetic: { rows: 100, poolFactor: 3 }
`;

afterEach(endAll);

async function prepare(coordinators = 1): Promise<StudyConfigs & { readonly folder: string; readonly store: string }> {
  const folder = await scratchFolder();
  const configs = await writeConfigs(folder, await writeScratch(folder, 'study.yaml', STUDY), {
    coordinatorCount: coordinators,
  });
  return { ...configs, folder, store: join(folder, 'cohortloom-data') };
}

function startAgents({ agents }: StudyConfigs): RunningCli[] {
  return agents.map((config) => startCli(['agent', '--config', config]));
}

function study(store: string, ...args: readonly string[]) {
  return runCli('study', ...args, '--store', store);
}

/** Asks until the answer has the words. */
async function untilShown(store: string, words: string): Promise<string> {
  for (;;) {
    const { stdout } = await study(store, 'show', 'tiny');
    if (stdout.includes(words)) return stdout;
    await pause(200);
  }
}

async function untilThere(path: string): Promise<void> {
  while (!existsSync(path)) await pause(50);
}

describe('cohortloom coordinator, two of them on one store', () => {
  it('stands by, takes over when the first is killed, and releases the cohort of a study that was left alone', async () => {
    const prepared = await prepare(2);
    const [first, second] = prepared.coordinators;
    const leader = startCli(['coordinator', '--config', first]);
    await leader.sees('listens on');
    const standby = startCli(['coordinator', '--config', second]);
    await standby.sees('this one takes over when its lease runs out');
    const agents = startAgents(prepared);
    await leader.sees('Training');
    leader.child.kill('SIGKILL');
    const killedAt = Date.now();
    await standby.sees('listens on');
    expect(Date.now() - killedAt).toBeLessThan(15_000);
    const followers = await Promise.all([standby, ...agents].map(({ finished }) => finished));
    expect(followers.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0]);

    const { stdout } = await study(prepared.store, 'history', 'tiny');
    expect(stdout.match(/took the lead/g)).toHaveLength(2);
    const { stdout: json } = await study(prepared.store, 'history', 'tiny', '--json');
    const keys = json
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { key: string }).key);
    expect(new Set(keys).size).toBe(keys.length);

    const released = await readFile(join(prepared.folder, 'out', 'synthetic.csv'), 'utf8');
    expect(released).toBe(await simulatedCsv(join(prepared.folder, 'study.yaml')));
  });
});

describe('cohortloom study', () => {
  it('shows, pauses, resumes and withdraws a study that runs in another process', async () => {
    const prepared = await prepare();
    const coordinator = startCli(['coordinator', '--config', prepared.coordinators[0]]);
    await coordinator.sees('listens on');
    expect(await untilShown(prepared.store, 'It waits for')).toMatch(
      /Study tiny: enrolling since .*\n.* leads it since .*\nIt waits for sites to connect: a, b, c since .*Z\. If/,
    );
    expect((await study(prepared.store, 'pause', 'tiny')).stdout).toBe('The study tiny is paused while enrolling.\n');
    const agents = startAgents(prepared);
    await agents[0].sees('Connected');
    await untilShown(prepared.store, 'somebody to resume the study');
    expect((await study(prepared.store, 'list')).stdout).toMatch(/tiny +paused \(enrolling\) +0 +\d of 3 +2/);
    expect((await study(prepared.store, 'pause', 'tiny')).exitCode).toBe(64);
    // As fast as the last agent was.
    expect((await study(prepared.store, 'resume', 'tiny')).stdout).toMatch(
      /^The study tiny is (enrolling|profiling)\./,
    );
    await agents[0].sees('The study goes on.');
    await coordinator.sees('Training');
    const reason = 'A site has revoked its consent.';
    const withdrawal = await study(prepared.store, 'withdraw', 'tiny', '--reason', reason);
    expect(withdrawal.stdout).toBe(`The study tiny is withdrawn (${reason}).\n`);
    for (const { finished } of [coordinator, ...agents]) {
      const { exitCode, stderr } = await finished;
      expect({ exitCode, stderr }).toEqual({ exitCode: 69, stderr: expect.stringContaining(reason) });
    }
    expect((await study(prepared.store, 'history', 'tiny')).stdout).toContain(`withdrawn: ${reason}`);
    const again = await runCli('coordinator', '--config', prepared.coordinators[0]);
    expect({ exitCode: again.exitCode, stderr: again.stderr }).toEqual({
      exitCode: 69,
      stderr: expect.stringContaining('CL-ROUND-008'),
    });
  });

  it('leaves no release of a study that is withdrawn while it is being written', async () => {
    const prepared = await prepare();
    const browser = { COHORTLOOM_CHROMIUM: await fakeChromium(prepared.folder, 'sleep 50') };
    const coordinator = startCli(['coordinator', '--config', prepared.coordinators[0]], browser);
    const agents = startAgents(prepared);
    const out = join(prepared.folder, 'out');
    await untilThere(join(out, 'report.html'));
    const withdrawal = await study(prepared.store, 'withdraw', 'tiny', '--reason', 'No consent.');
    expect(withdrawal.stdout).toBe('The study tiny is withdrawn (No consent.).\n');
    for (const { finished } of [coordinator, ...agents]) expect((await finished).exitCode).toBe(69);
    expect(await readdir(out)).toEqual([]);
  });

  it('changes a study that nobody runs, and tells of one that is not there', async () => {
    const prepared = await prepare();
    const coordinator = startCli(['coordinator', '--config', prepared.coordinators[0]]);
    await coordinator.sees('listens on');
    coordinator.child.kill('SIGTERM');
    await coordinator.finished;
    expect((await study(prepared.store, 'pause', 'tiny')).stdout).toBe('The study tiny is paused while enrolling.\n');
    expect((await study(prepared.store, 'show', 'tiny')).stdout).toContain('No coordinator runs it.');
    expect((await study(prepared.store, 'resume', 'tiny')).stdout).toBe('The study tiny is enrolling.\n');
    const unknown = await study(prepared.store, 'show', 'other');
    expect({ exitCode: unknown.exitCode, stderr: unknown.stderr }).toEqual({
      exitCode: 66,
      stderr: expect.stringContaining('CL-CONF-008'),
    });
  });
});
