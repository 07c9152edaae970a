import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { reportModelSchema } from '#evaluation/report/report-model';
import { changedSample, SAMPLE, scratchFolder, writeScratch } from './testing/fixtures.ts';
import { endAll, runCli, startCli } from './testing/run-cli.ts';

afterEach(endAll);

/** Site a are the patients, b those held out, c plays the synthetic cohort. */
function evaluation(out: string, synthetic: readonly string[] = [SAMPLE('c.csv')]): string[] {
  const real = ['--real', SAMPLE('a.csv'), '--test', SAMPLE('b.csv'), '--dictionary', SAMPLE('datapackage.json')];
  return ['evaluate', ...real, ...synthetic.flatMap((file) => ['--synthetic', file]), '--out', out];
}

async function reportOf(out: string) {
  return reportModelSchema.parse(JSON.parse(await readFile(join(out, 'report.json'), 'utf8')));
}

describe('cohortloom evaluate', () => {
  it('reports on two cohorts side by side, made by whomever, the same each time', async () => {
    const folder = await scratchFolder();
    const lines = (await readFile(SAMPLE('c.csv'), 'utf8')).trimEnd().split('\n');
    const foreign = lines.map((line, row) => `${line},${row === 0 ? 'made_by' : 'someone'}`).join('\n');
    const other = await writeScratch(folder, 'other.csv', `${foreign}\n`);
    const out = join(folder, 'out');
    const { exitCode, stdout, stderr } = await runCli(...evaluation(out, [SAMPLE('c.csv'), other]));
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(join(out, 'report.html'));
    const report = await reportOf(out);
    expect(report.about.from).toBe('rows');
    expect(report.cohorts.filter(({ role }) => role === 'synthetic').map(({ label }) => label)).toEqual(['c', 'other']);
    expect(report.inputs.map(({ file }) => file)).toEqual(['a.csv', 'b.csv', 'c.csv', 'other.csv']);
    expect(report.findings.at(1)?.ignoredColumns).toEqual(['made_by']);
    for (const { values } of report.scores) expect(values[1].value).toBe(values[0].value);
    await access(join(out, 'report.html'));
    const again = join(folder, 'again');
    await runCli(...evaluation(again, [SAMPLE('c.csv'), other]));
    const untimed = (model: Awaited<ReturnType<typeof reportOf>>) => ({ ...model, about: undefined });
    expect(untimed(await reportOf(again))).toEqual(untimed(report));
  });

  it('refuses a broken real table and writes nothing', async () => {
    const folder = await scratchFolder();
    const broken = await changedSample(folder, 'a', (csv) => csv.replace(/\n[^\n]*\n/, '\nnonsense\n'));
    const out = join(folder, 'out');
    const args = evaluation(out).map((arg) => (arg === SAMPLE('a.csv') ? broken : arg));
    const { exitCode, stderr } = await runCli(...args);
    expect(exitCode).toBe(65);
    expect(stderr).toContain('CL-DATA-010');
    expect(stderr).toContain('a.csv');
    expect(stderr).not.toMatch(/\bat .*\.js:\d+/);
    await expect(access(join(out, 'report.html'))).rejects.toThrow();
  });

  it.each([
    [['--real', SAMPLE('a.csv')], 'synthetic'],
    [['--synthetic', 'a=x.csv', '--synthetic', 'a=y.csv'], 'Two synthetic cohorts'],
  ])('says what is wrong with %j', async (given, words) => {
    const folder = await scratchFolder();
    const known = ['--real', SAMPLE('a.csv'), '--dictionary', SAMPLE('datapackage.json'), '--out', folder];
    const { exitCode, stderr } = await runCli('evaluate', ...known, ...given);
    expect(exitCode).toBe(64);
    expect(stderr).toContain('CL-CONF-005');
    expect(stderr).toContain(words);
  });

  it('stops when asked to', async () => {
    const folder = await scratchFolder();
    const { child, finished, sees } = startCli(evaluation(join(folder, 'out')));
    await sees('Assessing');
    child.kill('SIGINT');
    const { exitCode, stderr } = await finished;
    expect(exitCode).toBe(130);
    expect(stderr).toContain('CL-ROUND-006');
  });
});
