import { parseAgentConfig, type AgentConfigInput } from '#site-agent/config/agent-config';
import { runAgent } from '#site-agent/run-agent';
import { encodingInline, type EncodingWorker } from '#site-agent/work/encoding-worker';
import { ThreadedSiteWorker } from '#site-agent/work/threaded-site-worker';
import { echoWorker } from './echo-study.ts';

/** What a test hands to the process, as JSON. */
export interface AgentProcessOptions {
  readonly config: AgentConfigInput;
  readonly dictionarySha256: string;
  /** Steps of a worker that counts, in a thread; without it the worker echoes. */
  readonly steps?: number;
}

/** One site's agent as a process of its own, which a test can kill. Runs what is built, as decorators need. */
const { config, dictionarySha256, steps } = JSON.parse(process.argv[2]) as AgentProcessOptions;
const say = (words: string) => console.log(words);
const worker = steps === undefined ? sayingEcho() : counting(steps);
await runAgent(parseAgentConfig(config), {
  dictionarySha256,
  worker,
  logger: { log: say, warn: say, error: say },
});

function sayingEcho(): EncodingWorker {
  const { contribute } = echoWorker;
  return encodingInline({ contribute: (...args) => (say('Computing.'), contribute(...args)) }, config.site);
}

function counting(count: number): EncodingWorker {
  const module = new URL('../../../site-agent/src/testing/counting-worker.ts', import.meta.url).href;
  return new ThreadedSiteWorker({
    module,
    factory: 'createCountingWorker',
    options: { steps: count },
    site: config.site,
  });
}
