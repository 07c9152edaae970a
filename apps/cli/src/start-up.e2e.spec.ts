import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { buildProgram } from './program.ts';
import { scratchFolder } from './testing/fixtures.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const TELL_MODULES = new URL('./testing/tell-modules.ts', import.meta.url).href;

interface Started {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Paths from the project's folder. */
  readonly modules: readonly string[];
  /** Where it keeps what was compiled, `undefined` if nowhere. */
  readonly compiled: string | undefined;
}

/** Runs the command line and has it say what it loads. */
function start(main: string, args: readonly string[], environment: Record<string, string> = {}): Started {
  const options = ['--no-warnings', '--conditions=source', '--import', TELL_MODULES];
  const given = main.endsWith('.ts') ? options : options.filter((option) => option !== '--conditions=source');
  const { status, stdout, stderr } = spawnSync(process.execPath, [...given, join(ROOT, main), ...args], {
    encoding: 'utf8',
    env: { ...withoutCache(process.env), NODE_OPTIONS: '', ...environment },
  });
  const modules = [...stderr.matchAll(/^loaded file:\/\/(.*)$/gm)].map(([, path]) => path.slice(ROOT.length));
  const [, compiled] = /^compiled code in (.*)$/m.exec(stderr) ?? [];
  return { exitCode: status, stdout, stderr, modules, compiled };
}

/** What this process was told of the cache isn't for those that it starts. */
function withoutCache(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isOfCache = (name: string) => name.endsWith('_COMPILE_CACHE');
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !isOfCache(name)));
}

/** Each command with the words that lead to it. */
function everyCommand(): string[][] {
  const program = buildProgram({ signal: new AbortController().signal });
  return program.commands.flatMap((command) => [
    [command.name()],
    ...command.commands.map((own) => [command.name(), own.name()]),
  ]);
}

describe('the command line', () => {
  it.each([[[] as string[]], ...everyCommand().map((words) => [words])])(
    'says how to use %j without loading what only its work needs',
    (words) => {
      const { exitCode, stdout, modules } = start('apps/cli/src/main.ts', [...words, '--help']);
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining('Usage: cohortloom') });
      expect(modules).toContain('apps/cli/src/program.ts');
      const packages = modules.filter((path) => path.startsWith('node_modules/'));
      expect(packages.filter((path) => !path.startsWith('node_modules/commander/'))).toEqual([]);
      expect(modules.length).toBeLessThan(60);
    },
  );
});

describe('the built command line', () => {
  const atWork = ['agent', '--config', 'nowhere.yaml'];

  it('reads few files before an agent works', () => {
    const { exitCode, stderr, modules } = start('dist/apps/cli/src/main.js', atWork);
    expect({ exitCode, stderr }).toEqual({ exitCode: 66, stderr: expect.stringContaining('CL-IO-001') });
    expect(modules.some((path) => path.startsWith('dist/chunks/serve-as-agent'))).toBe(true);
    expect(modules.filter((path) => path.startsWith('node_modules/'))).toEqual([]);
    expect(modules.length).toBeLessThan(60);
  });

  it('keeps what was compiled beside the build, not in the shared temporary folder', async () => {
    const temporary = await scratchFolder();
    const { exitCode, compiled } = start('dist/apps/cli/src/main.js', atWork, { TMPDIR: temporary });
    expect({ exitCode, compiled }).toEqual({
      exitCode: 66,
      compiled: expect.stringContaining(join(ROOT, 'dist/compile-cache/')),
    });
    expect(await readdir(temporary)).toEqual([]);
    expect(await readdir(compiled ?? '')).not.toEqual([]);
  });

  it('keeps it where the user says', async () => {
    const chosen = await scratchFolder();
    start('dist/apps/cli/src/main.js', atWork, { NODE_COMPILE_CACHE: chosen });
    expect(await readdir(chosen)).not.toEqual([]);
  });

  it('keeps nothing if the user says so', () => {
    const { exitCode, compiled } = start('dist/apps/cli/src/main.js', atWork, { NODE_DISABLE_COMPILE_CACHE: '1' });
    expect({ exitCode, compiled }).toEqual({ exitCode: 66, compiled: 'undefined' });
  });
});
