/**
 * How fast a study's journal is written and read back, as a coordinator does: a thousand rounds of fifty sites whose
 * contributions come at once, then the journal from its beginning and the rounds that it tells of. In a folder, and in
 * the MongoDB that MONGODB_URI names, if it does (a stand-in's speed says nothing of MongoDB's). Run: npm run bench:store
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replayStudy } from '#federation/rounds/round-history';
import { openStores } from '#storage/open-stores';
import type { JournalEntry, JournalEvent, JsonValue } from '#storage/ports/round-journal';
import type { Stores } from '#storage/ports/stores';
import { databaseAt } from '../shared/database-at.ts';

const ROUNDS = Number(process.argv[2] ?? 1000);
const SITES = 50;
/** Seconds until a restarted coordinator knows its study again. */
const TARGET_SECONDS = 5;
const HASH = '0123456789abcdef'.repeat(4);
const POLICY = { quorum: 40, progressTimeout: 120_000, quorumDeadline: 600_000, gatherTimeout: 60_000, maxReturns: 10 };
const MEMBERS = Array.from({ length: SITES }, (_, i) => `site-${i}`);

const results = [];
const folder = await mkdtemp(join(tmpdir(), 'cohortloom-bench-'));
try {
  results.push(...(await measure('embedded', folder)));
  const uri = process.env.MONGODB_URI;
  if (uri !== undefined) results.push(...(await measure('MONGODB_URI', databaseAt(uri))));
} finally {
  await rm(folder, { recursive: true, force: true });
}
console.log(JSON.stringify({ bench: 'store', results }));

async function measure(name: string, url: string) {
  const clock = { now: () => Date.now() };
  const writer = await openStores(url, { clock });
  const writing = await seconds(() => write(writer));
  await writer.close();
  let entries: JournalEntry[] = [];
  const reading = await seconds(async () => {
    const reader = await openStores(url, { clock });
    entries = await readAll(reader);
    await reader.close();
  });
  const replaying = await seconds(async () => {
    if (replayStudy(entries).size !== ROUNDS) throw new Error('rounds are missing');
  });
  const perRound = (1000 * writing) / ROUNDS;
  console.log(`${name}: ${entries.length} entries; a round's appends ${perRound.toFixed(1)} ms;`);
  console.log(`  read back in ${reading.toFixed(2)} s, rounds told in ${replaying.toFixed(2)} s more`);
  return [
    result(`${name}: appends of a round of ${SITES} sites`, perRound, 'ms'),
    result(`${name}: ${entries.length} entries until the rounds are known`, reading + replaying, 's', TARGET_SECONDS),
  ];
}

async function write({ journal }: Stores): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    await journal.append('bench', opened(round));
    await Promise.all(MEMBERS.map((site) => journal.append('bench', contributed(round, site))));
    await journal.append('bench', closed(round));
  }
}

async function readAll({ journal }: Stores): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for await (const entry of journal.read('bench')) entries.push(entry);
  return entries;
}

function opened(round: number): JournalEvent {
  const layout = [{ name: 'parameters', kind: 'weighted', length: 250_000 }];
  const facts = { study: 'bench', kind: 'train', task: 'ctabgan-plus', broadcastSha256: HASH, manyExchanges: false };
  return event(`round/${round}/opened`, 'round-opened', { round, ...facts, members: MEMBERS, policy: POLICY, layout });
}

function contributed(round: number, site: string): JournalEvent {
  const data = { round, site, sha256: HASH, bytes: 1_000_000, rowCount: 200 };
  return event(`round/${round}/contributed/${site}`, 'contributed', data);
}

function closed(round: number): JournalEvent {
  const facts = { rowCount: 200, exchanges: 1, bytes: 1_000_000, sha256: HASH };
  const participants = MEMBERS.map((site) => ({ site, ...facts }));
  return event(`round/${round}/closed`, 'round-closed', { round, exchanges: 1, participants });
}

function event(key: string, type: string, data: JsonValue): JournalEvent {
  return { key, type, at: 1_700_000_000_000, data };
}

async function seconds(action: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await action();
  return (performance.now() - started) / 1000;
}

function result(name: string, measured: number, unit: string, target?: number) {
  const value = Number(measured.toFixed(2));
  const goal = target === undefined ? { target: null, met: null } : { target, met: value <= target };
  return { case: name, value, unit, peer: null, peerValue: null, ratio: null, ...goal };
}
