import { parseAgentConfig } from '#site-agent/config/agent-config';
import { runAgent } from '#site-agent/run-agent';
import { DICTIONARY_SHA256, echoWorker, STUDY } from './echo-study.ts';

/** One site's process. */
const [address, site, dataFolder] = process.argv.slice(2);
await runAgent(parseAgentConfig({ coordinator: address, study: STUDY, site, dataFolder }), {
  dictionarySha256: DICTIONARY_SHA256,
  worker: echoWorker,
  logger: { log: () => {}, warn: console.error, error: console.error },
});
