/**
 * Puts what processes and threads start with into few files: a thousand small modules take longer to find and read than all
 * that an agent does with most of them. Runs after the compiler, takes its output in dist and replaces the entries below; the
 * modules that went into them stay beside, for scripts that import one. In a bundle `import.meta.url` isn't a module's own
 * place: what is started is found by its name (`import.meta.resolve('#cli/main')`).
 */
import { rm } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import { type Plugin, rolldown } from 'rolldown';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));

/** What Node is told to start or to import by its name, without the ending. */
const ENTRIES = [
  'apps/cli/src/main',
  'apps/cli/src/study/site-thread',
  'apps/cli/src/evaluation/assessment-thread',
  'apps/site-agent/src/work/site-worker-thread',
  'apps/site-agent/src/work/study-site-factory',
];

/** Left where they are: native code, WebAssembly beside its module, and what is seldom loaded or seldom installed. */
const EXTERNAL = [
  'onnxruntime-node',
  'cephes',
  'mongodb',
  /^@tensorflow\//,
  /^@nestjs\/(microservices|websockets|platform-)/,
  'class-transformer',
  'class-validator',
];

const LEAN = '\0lean:';
/** What the bundle's own first lines import. */
const NEEDED_FIRST = new Set(['module', 'node:module']);

/**
 * An import from a module of Node's reads everything that it exports, and some of that loads much more: `http` the whole HTTP
 * client (40 ms), `crypto` the Web Crypto API, `util` the decoders. Taken as an object, only what is used is loaded.
 */
const LEAN_BUILTINS: Plugin = {
  name: 'lean-builtins',
  resolveId: (source) => (isBuiltin(source) && !NEEDED_FIRST.has(source) ? `${LEAN}${source}` : undefined),
  load: (id) =>
    id.startsWith(LEAN) ? `module.exports = process.getBuiltinModule('${id.slice(LEAN.length)}');` : undefined,
};

const bundle = await rolldown({
  input: Object.fromEntries(ENTRIES.map((entry) => [entry, `${DIST}${entry}.js`])),
  platform: 'node',
  external: EXTERNAL,
  plugins: [LEAN_BUILTINS],
  onLog(level, { message }) {
    if (level === 'warn') throw new Error(message);
  },
});
// What was compiled of a former build is of no more use, and would only pile up.
for (const folder of ['chunks', 'compile-cache']) await rm(`${DIST}${folder}`, { recursive: true, force: true });
await bundle.write({ dir: DIST, format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' });
await bundle.close();
