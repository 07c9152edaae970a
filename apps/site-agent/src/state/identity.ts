import { createHash, randomUUID } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { writePrivately } from './private-files.ts';

/** Of everything in the state folder. What another schema left is dropped: all of it can be made again. */
const SCHEMA = 1;

const IDENTITY = z.object({
  schema: z.literal(SCHEMA),
  stateId: z.string().min(1),
  startNumber: z.int().min(1),
  place: z.string(),
});

/** By which the coordinator knows a restarted agent from a second one. */
export interface AgentIdentity {
  /** Drawn once per state folder. */
  readonly stateId: string;
  /** How many times an agent has started on the folder. */
  readonly startNumber: number;
}

export interface OpenedIdentity extends AgentIdentity {
  /** Whether the folder's content is of this schema, so that it can be read. */
  readonly isReadable: boolean;
}

/**
 * Reads the folder's identity and counts this start. A folder that lies elsewhere than when it was written has been moved
 * or copied: the original may be in use, so the copy gets an identity of its own.
 */
export async function openIdentity(folder: string, log: (words: string) => void): Promise<OpenedIdentity> {
  const file = join(folder, 'agent.json');
  const place = await placeOf(folder);
  const known = await readIdentity(file);
  if (known === 'damaged') log('The state in the data folder is damaged or of another release; it begins anew.');
  const found = typeof known === 'object' ? known : undefined;
  const isHere = found?.place === place;
  if (found && !isHere) log('The data folder was moved or copied: to the coordinator this is another agent.');
  const identity = {
    stateId: found && isHere ? found.stateId : randomUUID(),
    startNumber: found && isHere ? found.startNumber + 1 : 1,
  };
  await writePrivately(file, [Buffer.from(`${JSON.stringify({ schema: SCHEMA, ...identity, place })}\n`)]);
  return { ...identity, isReadable: found !== undefined };
}

async function readIdentity(file: string): Promise<z.infer<typeof IDENTITY> | 'none' | 'damaged'> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return 'none';
  try {
    return IDENTITY.parse(JSON.parse(text));
  } catch {
    return 'damaged';
  }
}

/** Machine, path and the folder's own number, which a copy doesn't share; hashed, since only equality matters. */
async function placeOf(folder: string): Promise<string> {
  const { ino } = await stat(folder, { bigint: true });
  const place = JSON.stringify([hostname(), await realpath(folder), ino.toString()]);
  return createHash('sha256').update(place).digest('hex');
}
