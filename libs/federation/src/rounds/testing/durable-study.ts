import { setTimeout as sleep } from 'node:timers/promises';
import { RandomStream } from '#random/random-stream';
import type { Sum } from '#sums/contribution';
import { sha256Hex } from '#sums/sha256';
import { means } from '#sums/mean';
import { openEmbeddedStores } from '#storage/embedded/embedded-stores';
import { DisclosureLedger } from '../../disclosures/disclosure-ledger.ts';
import { InProcessRoundRunner } from '../in-process/in-process-round-runner.ts';
import type { SiteWorker } from '../round.ts';
import { SYSTEM_CLOCK } from '../system-clock.ts';

const ROUNDS = 6;
const EXCHANGES = 8;
const FIRST_CHECKPOINT = 2;
const LENGTH = 64;
const LAYOUT = new Map([['w', { kind: 'weighted' as const, length: LENGTH }]]);

/**
 * A small study that keeps its rounds in the folder it is given: single rounds and rounds of many exchanges in turn, each
 * broadcasting the mean of the one before, and from the third on leaving it behind as a checkpoint. Prints the hash of its last mean and of its disclosures, which depend on all
 * that came before; killed and started again it must print the same.
 */
async function main(folder: string): Promise<void> {
  const stores = await openEmbeddedStores(folder, SYSTEM_CLOCK);
  const ledger = new DisclosureLedger();
  const runner = new InProcessRoundRunner({
    study: 'durable',
    studySeed: 'seed',
    workers: new Map([11, 22, 33].map((rows) => [`site-${rows}`, driftingSite(rows)])),
    journal: stores.journal,
    blobs: stores.blobs,
    ledger,
  });
  let parameters: Float32Array = new Float32Array(LENGTH);
  const absorb = (sum: Sum) => {
    parameters = means(sum).get('w') ?? parameters;
    return new Uint8Array(parameters.slice().buffer);
  };
  const requestOf = (round: number) => ({
    kind: 'train' as const,
    task: 'drift',
    layout: LAYOUT,
    broadcast: bytesOf(parameters),
    manyExchanges: round % 2 === 1,
    next: async (sum: Sum, exchange: number) => {
      const broadcast = absorb(sum);
      return round % 2 === 1 && exchange + 1 < EXCHANGES ? broadcast : undefined;
    },
    ...(round >= FIRST_CHECKPOINT && {
      checkpoint: () => new TextEncoder().encode(JSON.stringify({ round, parameters: [...parameters] })),
    }),
  });
  for (let round = 0; round < ROUNDS; round++) {
    const kept = round === FIRST_CHECKPOINT ? await runner.resume(requestOf(round)) : undefined;
    if (kept === undefined) await runner.run(requestOf(round));
    else {
      const checkpoint = JSON.parse(new TextDecoder().decode(kept)) as { round: number; parameters: number[] };
      parameters = Float32Array.from(checkpoint.parameters);
      round = checkpoint.round;
    }
  }
  await stores.close();
  console.log(sha256Hex(bytesOf(parameters)), sha256Hex(new TextEncoder().encode(ledger.toJson('durable'))));
}

/** Moves the broadcast by noise of its own seed, slowly enough to be killed in between. */
function driftingSite(rowCount: number): SiteWorker {
  return {
    contribute: async ({ broadcast, seed }) => {
      await sleep(4);
      const start = new Float32Array(broadcast.slice().buffer);
      const noise = new RandomStream(seed).fillNormal(new Float32Array(LENGTH));
      const values = start.map((value, i) => 0.9 * value + noise[i]);
      return { rowCount, vectors: new Map([['w', { kind: 'weighted', weight: rowCount, values }]]) };
    },
  };
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.slice().buffer);
}

await main(process.argv[2]);
