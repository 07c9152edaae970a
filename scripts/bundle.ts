/**
 * Puts what processes and threads start with into few files: a thousand small modules take longer to find and read than all
 * that an agent does with most of them. Runs after the compiler, takes its output in dist and replaces the entries below; the
 * modules that went into them stay beside, for scripts that import one. In a bundle `import.meta.url` isn't a module's own
 * place: what is started is found by its name (`import.meta.resolve('#cli/main')`).
 */
import { rm } from 'node:fs/promises';
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

/**
 * An import from `http` reads all that it exports, and so loads the whole of Node's HTTP client (40 ms). NestJS imports it
 * for its table of status codes.
 */
const LEAN_HTTP: Plugin = {
  name: 'lean-http',
  resolveId: (source) => (source === 'http' ? '\0lean-http' : undefined),
  load: (id) => (id === '\0lean-http' ? "module.exports = process.getBuiltinModule('http');" : undefined),
};

const bundle = await rolldown({
  input: Object.fromEntries(ENTRIES.map((entry) => [entry, `${DIST}${entry}.js`])),
  platform: 'node',
  external: EXTERNAL,
  plugins: [LEAN_HTTP],
  onLog(level, { message }) {
    if (level === 'warn') throw new Error(message);
  },
});
await rm(`${DIST}chunks`, { recursive: true, force: true });
await bundle.write({ dir: DIST, format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' });
await bundle.close();
