import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { writePrivately } from './private-files.ts';

const HASH_LENGTH = 64;
const NEWLINE = 0x0a;

export interface SealedFile {
  /** JSON: what the payload belongs to. */
  readonly header: unknown;
  readonly payload: Uint8Array;
}

/** Writes header and payload under a SHA-256 of both, so that whatever a crash or a disk makes of the file is noticed. */
export async function writeSealed(path: string, header: unknown, payload: Uint8Array): Promise<void> {
  const head = Buffer.from(`${JSON.stringify(header)}\n`);
  const hash = createHash('sha256').update(head).update(payload).digest('hex');
  await writePrivately(path, [Buffer.concat([Buffer.from(`${hash}\n`), head]), payload]);
}

/** @returns undefined where there is no such file, `damaged` where it isn't as it was written */
export async function readSealed(path: string): Promise<SealedFile | 'damaged' | undefined> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? undefined : 'damaged',
  );
  return typeof bytes === 'object' ? unseal(bytes) : (bytes as 'damaged' | undefined);
}

function unseal(bytes: Uint8Array): SealedFile | 'damaged' {
  const sealed = bytes.subarray(HASH_LENGTH + 1);
  const hash = createHash('sha256').update(sealed).digest('hex');
  if (Buffer.from(bytes.subarray(0, HASH_LENGTH + 1)).toString('latin1') !== `${hash}\n`) return 'damaged';
  const end = sealed.indexOf(NEWLINE);
  const header: unknown = JSON.parse(new TextDecoder().decode(sealed.subarray(0, end)));
  // A copy of its own, so that numbers in it can be read in place.
  return { header, payload: new Uint8Array(sealed.subarray(end + 1)) };
}
