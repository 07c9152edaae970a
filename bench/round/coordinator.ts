import { SYSTEM_CLOCK } from '#federation/rounds/system-clock';
import type { RoundRunner } from '#federation/rounds/round';
import { parseCoordinatorConfig } from '#coordinator/config/coordinator-config';
import { runCoordinator } from '#coordinator/run-coordinator';
import { memoryStores } from '#storage/memory/memory-stores';
import { openStores } from '#storage/open-stores';
import { DICTIONARY_SHA256, echoRound, STUDY } from './echo-study.ts';

/**
 * The coordinator's process: hosts one echo study and sends its figures to the parent. Arguments: sites, bytes, how many
 * exchanges or rounds to measure, what of the two, and where rounds are kept (a store's URL, or nothing: in memory).
 */
const [sites, bytes, count] = process.argv.slice(2, 5).map(Number);
const [measured, storeUrl] = process.argv.slice(5);
const logger = { log: () => {}, warn: console.error, error: console.error };
/** Exchanges or rounds before the clock starts: connections, compiled code, grown heap. */
const WARM_UP = 5;

const config = parseCoordinatorConfig({
  study: STUDY,
  listen: { port: 0 },
  sites: Array.from({ length: sites }, (_, i) => ({ name: `site-${i}` })),
});
const stores = storeUrl ? await openStores(storeUrl, { clock: SYSTEM_CLOCK }) : memoryStores(SYSTEM_CLOCK);

const seconds = await runCoordinator(config, {
  dictionarySha256: DICTIONARY_SHA256,
  studySeed: 'bench',
  logger,
  stores,
  pipeline: ({ rounds, address }) => {
    process.send?.({ address });
    return measured === 'rounds' ? perRound(rounds) : perExchange(rounds);
  },
});
await stores.close();
process.send?.({ seconds, peakMegabytes: process.resourceUsage().maxRSS / 1024 });
process.disconnect?.();

async function perExchange(rounds: RoundRunner): Promise<number> {
  let started = 0;
  let ended = 0;
  const onExchange = (exchange: number) => {
    ended = performance.now();
    if (exchange === WARM_UP - 1) started = ended;
  };
  await rounds.run(echoRound(bytes, WARM_UP + count, onExchange));
  return (ended - started) / 1000 / count;
}

/** Rounds of one exchange: their contributions are kept, and each is in the journal before it is acknowledged. */
async function perRound(rounds: RoundRunner): Promise<number> {
  let started = 0;
  for (let round = 0; round < WARM_UP + count; round++) {
    if (round === WARM_UP) started = performance.now();
    const { next: _, ...request } = echoRound(bytes, 1, () => {});
    await rounds.run({ ...request, task: `echo ${round}` });
  }
  return (performance.now() - started) / 1000 / count;
}
