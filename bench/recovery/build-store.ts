import type { RoundKind } from '#federation/rounds/round';
import { DEFAULT_POLICY } from '#federation/rounds/policy';
import { RandomStream } from '#random/random-stream';
import type { JsonValue, JournalEvent } from '#storage/ports/round-journal';
import type { Stores } from '#storage/ports/stores';
import { encodeContribution } from '#sums/contribution-codec';
import { sha256Hex } from '#sums/sha256';

export const STUDY = 'recovery';
export const TASK = 'echo';
/** float32 parameters of 1.4 MB. */
export const LENGTH = 350_000;
export const LAYOUT = new Map([['w', { kind: 'weighted' as const, length: LENGTH }]]);
export const PROFILE_LAYOUT = new Map([['rows', { kind: 'count' as const, length: 1_000 }]]);
export const PROFILE = new Uint8Array(8);

export interface StoreSize {
  readonly rounds: number;
  readonly sites: number;
}

export function siteNames(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `site-${i}`);
}

/** What a training broadcasts before its first round. */
export function firstBroadcast(): Uint8Array {
  return new Uint8Array(4 * LENGTH);
}

/** A journal as the engine writes it, of one profile round and so many training rounds, with the blobs that retention leaves. */
export async function buildStore(stores: Stores, { rounds, sites }: StoreSize): Promise<void> {
  const names = siteNames(sites);
  await appendRound(stores, names, 0, 'profile', await profileHashes(stores, names));
  for (let round = 1; round <= rounds; round++) {
    const state = round === rounds ? await lastState(stores) : `${round}`.padStart(64, '0');
    const hashes = names.map((_, site) => sha256Hex(new TextEncoder().encode(`${round} ${site}`)));
    await appendRound(stores, names, round, 'train', hashes, state);
  }
}

async function profileHashes({ blobs }: Stores, names: readonly string[]): Promise<string[]> {
  const put = names.map(async (_, site) => {
    const values = new Float64Array(1_000).fill(site + 1);
    const contribution = { rowCount: 100, vectors: new Map([['rows', { kind: 'count' as const, values }]]) };
    return (await blobs.put(encodeContribution(contribution))).sha256;
  });
  return Promise.all(put);
}

async function lastState({ blobs }: Stores): Promise<string> {
  const values = new RandomStream('state').fillNormal(new Float32Array(LENGTH));
  return (await blobs.put(new Uint8Array(values.buffer))).sha256;
}

async function appendRound(
  { journal }: Stores,
  sites: readonly string[],
  round: number,
  kind: RoundKind,
  hashes: readonly string[],
  state?: string,
): Promise<void> {
  const layout = kind === 'profile' ? PROFILE_LAYOUT : LAYOUT;
  const bytes = kind === 'profile' ? 8_000 : 4 * LENGTH;
  const at = 1_000 * round;
  const event = (type: string, key: string, data: JsonValue): JournalEvent => ({
    key: `round/${round}/${key}`,
    type,
    at,
    data,
  });
  await journal.appendAll(STUDY, [
    event('round-opened', 'opened', {
      round,
      study: STUDY,
      kind,
      task: kind === 'profile' ? 'profile' : TASK,
      members: sites,
      policy: { ...DEFAULT_POLICY, quorum: sites.length },
      broadcastSha256: sha256Hex(kind === 'profile' ? PROFILE : firstBroadcast()),
      manyExchanges: false,
      layout: [...layout].map(([name, vector]) => ({ name, ...vector })),
    }),
    ...sites.map((site, i) =>
      event('contributed', `contributed/${site}`, { round, site, sha256: hashes[i], bytes, rowCount: 100 }),
    ),
    event('round-closed', 'closed', {
      round,
      exchanges: 1,
      participants: sites.map((site, i) => ({ site, rowCount: 100, exchanges: 1, bytes, sha256: hashes[i] })),
      ...(state !== undefined && { checkpoint: { first: 1, sha256: state, bytes } }),
    }),
  ]);
}
