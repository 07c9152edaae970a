import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CohortloomError } from '#errors/cohortloom-error';
import { isNotFound, notRead, notWritable } from '../disk/disk-errors.ts';
import type { JournalEntry, JsonValue, RoundJournal } from '../ports/round-journal.ts';
import { isFileName } from '../study-name.ts';

const NEWLINE = 0x0a;
const SUFFIX = '.jsonl';

const entry = z.object({
  sequence: z.number().int().nonnegative(),
  key: z.string(),
  type: z.string(),
  at: z.number(),
  // JSON by construction, since it comes from JSON text; a schema that copies it would lose a key such as __proto__.
  data: z.custom<JsonValue>((value) => value !== undefined),
});

/**
 * Takes over the journals that former releases kept as a file of JSON lines per study, and renames each file when all of
 * it is in the store; interrupted in between, it is compared with what is there and renamed the next time.
 * @throws CL-IO-004 when a file is damaged, or tells another history than the store
 */
export async function importJournalFiles(folder: string, journal: RoundJournal): Promise<void> {
  for (const name of await namesIn(folder)) {
    const path = join(folder, name + SUFFIX);
    const bytes = await readIfThere(path);
    // Another process has been faster, here or below.
    if (bytes === undefined) continue;
    const entries = decodeJournal(path, bytes);
    await importEntries(name, path, entries, journal);
    await rename(path, `${path}.imported`).catch((cause: unknown) => {
      if (!isNotFound(cause)) throw notWritable(path, cause);
    });
  }
}

/** Whether a former release has left a journal that is not taken over yet. */
export async function hasJournalFiles(folder: string): Promise<boolean> {
  return (await namesIn(folder)).length > 0;
}

async function importEntries(
  study: string,
  path: string,
  entries: readonly JournalEntry[],
  journal: RoundJournal,
): Promise<void> {
  if (!(await journal.lengths()).has(study)) {
    await journal.appendAll(study, entries);
    return;
  }
  const isSame = JSON.stringify(await firstOf(journal.read(study), entries.length)) === JSON.stringify(entries);
  if (!isSame) throw damagedJournalFile(path);
}

async function firstOf(entries: AsyncIterable<JournalEntry>, count: number): Promise<JournalEntry[]> {
  const first: JournalEntry[] = [];
  for await (const { sequence, key, type, at, data } of entries) {
    if (first.length === count) break;
    first.push({ sequence, key, type, at, data });
  }
  return first;
}

/** Studies that have a file. What no study can be named after isn't of a release of ours. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    const files = (await readdir(folder)).filter((name) => name.endsWith(SUFFIX)).sort();
    return files.map((name) => name.slice(0, -SUFFIX.length)).filter(isFileName);
  } catch (error) {
    if (isNotFound(error)) return [];
    throw notRead(folder, error);
  }
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw notRead(path, error);
  }
}

/** Whole lines → entries; a torn last line, as a crash leaves it, was never acknowledged. Throws CL-IO-004 naming the line. */
function decodeJournal(path: string, bytes: Uint8Array): JournalEntry[] {
  const size = bytes.lastIndexOf(NEWLINE) + 1;
  const lines = new TextDecoder().decode(bytes.subarray(0, size)).split('\n').slice(0, -1);
  return lines.map((line, index) => decodeLine(path, line, index));
}

function decodeLine(path: string, line: string, sequence: number): JournalEntry {
  const parsed = entry.safeParse(parseJson(line));
  if (!parsed.success || parsed.data.sequence !== sequence) throw damagedJournalFile(path, sequence + 1);
  return parsed.data;
}

function damagedJournalFile(path: string, line?: number): CohortloomError {
  return new CohortloomError('CL-IO-004', {
    what: 'A journal of a former release is damaged, differs from what the store has of that study, or is no journal.',
    where: { file: path, line },
    todo: 'If it is no journal of this program, move it to another folder; otherwise restore it from a copy.',
  });
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
