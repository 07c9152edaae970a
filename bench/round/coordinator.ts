import { parseCoordinatorConfig } from '#coordinator/config/coordinator-config';
import { runCoordinator } from '#coordinator/run-coordinator';
import { DICTIONARY_SHA256, echoRound, STUDY } from './echo-study.ts';

/** The coordinator's process: hosts one echo study and sends its figures to the parent. */
const [sites, bytes, exchanges] = process.argv.slice(2).map(Number);
const logger = { log: () => {}, warn: console.error, error: console.error };
/** Exchanges before the clock starts: connections, compiled code, grown heap. */
const WARM_UP = 5;

const config = parseCoordinatorConfig({
  study: STUDY,
  listen: { port: 0 },
  sites: Array.from({ length: sites }, (_, i) => ({ name: `site-${i}` })),
});

const seconds = await runCoordinator(config, {
  dictionarySha256: DICTIONARY_SHA256,
  studySeed: 'bench',
  logger,
  pipeline: async ({ rounds, address }) => {
    process.send?.({ address });
    let started = 0;
    let ended = 0;
    const onExchange = (exchange: number) => {
      ended = performance.now();
      if (exchange === WARM_UP - 1) started = ended;
    };
    await rounds.run(echoRound(bytes, WARM_UP + exchanges, onExchange));
    return (ended - started) / 1000 / exchanges;
  },
});
process.send?.({ seconds, peakMegabytes: process.resourceUsage().maxRSS / 1024 });
process.disconnect?.();
