import { join } from 'node:path';
import type { Release } from '#study/release/release-study';

/** Tells the user what came out and where it lies. */
export function printRelease(release: Release, stream: NodeJS.WritableStream): void {
  stream.write(`\n${release.summary}\n\n`);
  stream.write('Results\n');
  for (const { name, what } of release.files) stream.write(`  ${join(release.folder, name)}  ${what}\n`);
}
