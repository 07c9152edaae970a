/** Builds after `npm ci`. Compiler and bundler are development packages: where they were left out, says what to do. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

if (existsSync(`${ROOT}node_modules/typescript`)) {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' });
  process.exitCode = status ?? 1;
} else if (!existsSync(`${ROOT}dist/apps/cli/src/main.js`)) {
  console.error(
    'Cohortloom is built when it is installed, and that needs its development packages: run `npm ci` without --omit=dev ' +
      'and without NODE_ENV=production. `npm prune --omit=dev` may take them out again afterwards.',
  );
  process.exitCode = 1;
}
