import { constants, enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { packageRoot } from './package-root.ts';

/**
 * Has Node keep what it compiles in the folder of the build, so that processes and threads start sooner. Whoever may write
 * there may change the code itself, so no one gains anything by it, as they could in the shared temporary folder that Node
 * would take. Where nothing may be written, or the user chose another folder, nothing changes.
 */
export function keepCompiledCode(): void {
  const folder = fileURLToPath(new URL('dist/compile-cache/', packageRoot()));
  const { status } = enableCompileCache(folder);
  // Threads and agents of this process take it over.
  if (status === constants.compileCacheStatus.ENABLED) process.env.NODE_COMPILE_CACHE = folder;
}
