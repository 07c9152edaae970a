import { z } from 'zod';
import type { JournalEntry, JsonValue } from '../ports/round-journal.ts';
import { damagedFile } from './disk-errors.ts';

const NEWLINE = 0x0a;

const entry = z.object({
  sequence: z.number().int().nonnegative(),
  key: z.string(),
  type: z.string(),
  at: z.number(),
  // JSON by construction, since it comes from JSON text; a schema that copies it would lose a key such as __proto__.
  data: z.custom<JsonValue>((value) => value !== undefined),
});

export interface DecodedJournal {
  readonly entries: readonly JournalEntry[];
  /** Bytes of whole lines; what follows is a torn one. */
  readonly size: number;
}

export function encodeEntry({ sequence, key, type, at, data }: JournalEntry): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ sequence, key, type, at, data }) + '\n');
}

/** Whole lines → entries, numbered from `first`. Throws CL-IO-004 naming the line that can't be read or is missing. */
export function decodeJournal(path: string, bytes: Uint8Array, first = 0): DecodedJournal {
  const size = bytes.lastIndexOf(NEWLINE) + 1;
  const lines = new TextDecoder().decode(bytes.subarray(0, size)).split('\n').slice(0, -1);
  return { entries: lines.map((line, index) => decodeLine(path, line, first + index)), size };
}

function decodeLine(path: string, line: string, sequence: number): JournalEntry {
  const parsed = entry.safeParse(parseJson(line));
  if (!parsed.success || parsed.data.sequence !== sequence) throw damagedFile(path, sequence + 1);
  return parsed.data;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
