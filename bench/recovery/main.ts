import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DisclosureLedger } from '#federation/disclosures/disclosure-ledger';
import { RoundEngine } from '#federation/rounds/engine/round-engine';
import { DEFAULT_POLICY } from '#federation/rounds/policy';
import type { RoundRequest } from '#federation/rounds/round';
import { SYSTEM_CLOCK } from '#federation/rounds/system-clock';
import { FencedJournal } from '#storage/fenced-journal';
import { openStores } from '#storage/open-stores';
import { StudyLead } from '#study/life/study-lead';
import { databaseAt } from '../shared/database-at.ts';
import { buildStore, firstBroadcast, LAYOUT, PROFILE, PROFILE_LAYOUT, siteNames, STUDY, TASK } from './build-store.ts';

/**
 * How long a coordinator that was killed takes to go on: from opening its store to the opening of the next round, with the
 * sites connected, after 1,000 rounds of 50 sites. Embedded, and on MONGODB_URI where that is set.
 */
const SIZE = { rounds: 1_000, sites: 50 };
/** Seconds. */
const TARGET = 5;

const PROFILE_REQUEST: RoundRequest = {
  kind: 'profile',
  task: 'profile',
  broadcast: PROFILE,
  layout: PROFILE_LAYOUT,
};

/** Seconds: until the next round opens, and of those this process's own on a core. */
interface Recovery {
  readonly wall: number;
  readonly cpu: number;
}

async function measure(url: string): Promise<Recovery> {
  const built = await openStores(url, { clock: SYSTEM_CLOCK });
  await buildStore(built, SIZE);
  await built.close();
  const started = performance.now();
  const startedCpu = process.cpuUsage();
  const stores = await openStores(url, { clock: SYSTEM_CLOCK });
  try {
    await resume(stores);
    const { user, system } = process.cpuUsage(startedCpu);
    return { wall: (performance.now() - started) / 1e3, cpu: (user + system) / 1e6 };
  } finally {
    await stores.close();
  }
}

async function resume(stores: Awaited<ReturnType<typeof openStores>>): Promise<void> {
  const lease = await stores.leases.acquire(STUDY, 'bench', 60_000);
  if (lease === undefined) throw new Error('the lease is taken');
  const journal = new FencedJournal(stores.journal, lease);
  const options = { id: STUDY, studies: stores.studies, journal, lease, clock: SYSTEM_CLOCK, announce: () => {} };
  const lead = await StudyLead.take(options, { name: STUDY });
  const sites = siteNames(SIZE.sites);
  const stop = new AbortController();
  const opened = Promise.withResolvers<void>();
  const engine = new RoundEngine({
    study: STUDY,
    studySeed: 'seed',
    sites,
    policy: { ...DEFAULT_POLICY, quorum: sites.length },
    clock: SYSTEM_CLOCK,
    transport: { assign: () => opened.resolve(), cancel: () => {} },
    journal,
    blobs: stores.blobs,
    ledger: new DisclosureLedger(),
    gate: lead.gate,
    signal: stop.signal,
  });
  for (const site of sites) engine.siteConnected(site);
  await engine.run(PROFILE_REQUEST);
  const next: RoundRequest = { kind: 'train', task: TASK, broadcast: firstBroadcast(), layout: LAYOUT };
  const state = await engine.resume(next);
  if (state === undefined) throw new Error('no checkpoint was found');
  const running = engine.run({ ...next, broadcast: state }).catch(() => undefined);
  await opened.promise;
  stop.abort();
  await running;
  await lead.end();
}

const folder = await mkdtemp(join(tmpdir(), 'cohortloom-recovery-'));
const results = [];
const cases = [['embedded', folder]];
if (process.env.MONGODB_URI) cases.push(['MONGODB_URI', databaseAt(process.env.MONGODB_URI)]);
try {
  for (const [name, url] of cases) {
    const { wall, cpu } = await measure(url);
    const own = `${cpu.toFixed(2)} s of a core here`;
    console.log(`${name}: the next round opened after ${wall.toFixed(2)} s (target ${TARGET} s), ${own}`);
    results.push({
      case: `${SIZE.rounds} rounds × ${SIZE.sites} sites, ${name}`,
      value: Number(wall.toFixed(2)),
      unit: 's',
      target: TARGET,
      met: wall < TARGET,
    });
  }
} finally {
  await rm(folder, { recursive: true });
}
console.log(JSON.stringify({ bench: 'recovery', results }));
