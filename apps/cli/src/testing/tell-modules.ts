/**
 * To be imported before a program: at its end it says on the standard error which modules were loaded, a line each, and where
 * what was compiled is kept.
 */
import { getCompileCacheDir, registerHooks } from 'node:module';

const loaded: string[] = [];
registerHooks({
  load(url, context, nextLoad) {
    loaded.push(url);
    return nextLoad(url, context);
  },
});
process.on('exit', () => {
  const lines = [...loaded.map((url) => `loaded ${url}`), `compiled code in ${getCompileCacheDir()}`];
  process.stderr.write(lines.map((line) => `${line}\n`).join(''));
});
