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
}

/** Runs the command line and has it say what it loads. */
function start(main: string, args: readonly string[], environment: Record<string, string> = {}): Started {
  const options = ['--no-warnings', '--conditions=source', '--import', TELL_MODULES];
  const given = main.endsWith('.ts') ? options : options.filter((option) => option !== '--conditions=source');
  const { status, stdout, stderr } = spawnSync(process.execPath, [...given, join(ROOT, main), ...args], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', ...environment },
  });
  const modules = [...stderr.matchAll(/^loaded file:\/\/(.*)$/gm)].map(([, path]) => path.slice(ROOT.length));
  return { exitCode: status, stdout, stderr, modules };
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
    expect(start('dist/apps/cli/src/main.js', atWork, { TMPDIR: temporary }).exitCode).toBe(66);
    expect(await readdir(temporary)).toEqual([]);
    expect(await readdir(join(ROOT, 'dist/compile-cache'))).not.toEqual([]);
  });

  it('keeps it where the user says', async () => {
    const chosen = await scratchFolder();
    start('dist/apps/cli/src/main.js', atWork, { NODE_COMPILE_CACHE: chosen });
    expect(await readdir(chosen)).not.toEqual([]);
  });
});
