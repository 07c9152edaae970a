import { createServer } from 'node:net';
import { once } from 'node:events';
import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { changedSample, localArguments, SAMPLE, scratchFolder, tinyStudy, writeScratch } from './testing/fixtures.ts';
import { type CliResult, endAll, runCli, startCli } from './testing/run-cli.ts';

let folder: string;
let study: string;

afterEach(endAll);

beforeAll(async () => {
  folder = await scratchFolder();
  study = await tinyStudy(folder);
});

function expectRefusal({ exitCode, stderr, stdout }: CliResult, code: string, expectedExit: number): string {
  expect(stderr).toContain(code);
  expect(stderr).toContain('What to do:');
  expect(stderr + stdout).not.toMatch(/\n\s+at .*\.[jt]s:\d+/);
  expect(exitCode).toBe(expectedExit);
  return stderr;
}

describe('a site whose table is not fit', () => {
  const cases: [name: string, code: string, change: (csv: string) => string][] = [
    ['a missing column', 'CL-DATA-001', (csv) => csv.replaceAll(/^[^,]*,/gm, '')],
    ['an extra column', 'CL-DATA-002', (csv) => csv.replaceAll(/$/gm, ',x').replace(',x', ',extra')],
    ['an empty file', 'CL-DATA-005', () => ''],
    ['a text for a number', 'CL-DATA-003', (csv) => csv.replace(/\n\d+,/, '\nfifty,')],
  ];

  it.each(cases)(
    'ends the study with words: %s',
    async (name, code, change) => {
      const table = await changedSample(await scratchFolder(), 'b', change);
      const out = join(folder, name.replaceAll(' ', '-'));
      const stderr = expectRefusal(await runCli(...localArguments(study, out, { b: table })), 'CL-ROUND-005', 75);
      expect(stderr).toContain(code);
      expect(stderr).toContain('b.csv');
      expect(await readFile(join(out, 'coordinator.log'), 'utf8')).not.toContain('fifty');
    },
    30_000,
  );
});

describe('a command that cannot work', () => {
  it.each([
    ['no site', ['local', '--dictionary', 'd.json', '--out', 'o'], 'CL-CONF-005', 64],
    ['a site without a file', ['local', '--site', 'a', '--dictionary', 'd.json', '--out', 'o'], 'CL-CONF-005', 64],
    [
      'two sites of one name',
      ['local', '--site', 'a=1', '--site', 'a=2', '--dictionary', 'd', '--out', 'o'],
      'CL-CONF-003',
      78,
    ],
    ['no dictionary', ['local', '--site', 'a=1', '--dictionary', 'missing.json', '--out', 'o'], 'CL-IO-001', 66],
    ['a number that is none', ['simulate', '--sites', 'many'], 'CL-CONF-005', 64],
    ['more sites than rows', ['simulate', '--sites', '100000'], 'CL-CONF-005', 64],
    ['an engine that is none', ['simulate', '--engine', 'abacus'], 'CL-CONF-005', 64],
    ['no configuration', ['agent', '--config', 'missing.yaml'], 'CL-IO-001', 66],
  ])('%s', async (_name, args, code, exitCode) => {
    const inFolder = args.map((arg) => (arg === 'o' ? join(folder, 'unused') : arg));
    expectRefusal(await runCli(...inFolder), code, exitCode);
  });

  it.each([
    ['an unknown option', ['demo', '--fast'], "Unknown option '--fast'."],
    ['an unknown command', ['generat'], "Unknown command 'generat' (Did you mean generate?)"],
    ['a missing option', ['study', 'list'], "Required option '--store <url>' not specified."],
    ['a missing argument', ['store', 'check'], "Missing required argument 'store'."],
  ])('%s is told with the way to help', async (_name, args, words) => {
    const stderr = expectRefusal(await runCli(...args), 'CL-CONF-005', 64);
    expect(stderr).toContain(words);
    expect(stderr).toContain('--help');
  });

  it('a study file with mistakes names each', async () => {
    const file = await writeScratch(folder, 'wrong.yaml', 'holdOut: 2\nmodel: { name: oracle }\ncolour: red\n');
    const stderr = expectRefusal(await runCli(...localArguments(file, join(folder, 'o'))), 'CL-CONF-001', 78);
    for (const property of ['holdOut', 'model.name', 'colour']) expect(stderr).toContain(property);
  });

  it('an output folder that is a file', async () => {
    const file = await writeScratch(folder, 'not-a-folder', '');
    expectRefusal(await runCli(...localArguments(study, file)), 'CL-IO-002', 73);
  });

  it('a port in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const config = await coordinatorConfig(`listen: { host: 127.0.0.1, port: ${port} }`);
    expectRefusal(await runCli('coordinator', '--config', config), 'CL-IO-003', 69);
    server.close();
  });

  it('plaintext off loopback', async () => {
    const config = await coordinatorConfig('listen: { host: 0.0.0.0, port: 0 }');
    expect(expectRefusal(await runCli('coordinator', '--config', config), 'CL-CONF-002', 78)).toMatch(/certificate/);
  });
});

describe('Ctrl-C', () => {
  it('ends a study and its agents in order', async () => {
    const long = await tinyStudy(await scratchFolder(), '# long\n');
    const out = join(folder, 'interrupted');
    const cli = startCli(localArguments(await longer(long), out));
    await cli.sees('Training: ');
    cli.child.kill('SIGINT');
    const result = await cli.finished;
    expectRefusal(result, 'CL-ROUND-006', 130);
  });
});

async function longer(study: string): Promise<string> {
  const text = await readFile(study, 'utf8');
  return writeScratch(folder, 'long.yaml', text.replace('rounds: 2', 'rounds: 1000'));
}

async function coordinatorConfig(listen: string): Promise<string> {
  const out = join(folder, `coordinator-${Math.abs(hash(listen))}`);
  await mkdir(out, { recursive: true });
  await chmod(out, 0o755);
  return writeScratch(
    out,
    'coordinator.yaml',
    [
      'study: tiny',
      listen,
      'sites: [{ name: a }]',
      `dictionary: ${SAMPLE('datapackage.json')}`,
      'output: out',
      '',
    ].join('\n'),
  );
}

function hash(text: string): number {
  return [...text].reduce((sum, character) => (31 * sum + character.charCodeAt(0)) | 0, 7);
}
