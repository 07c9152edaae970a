import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parseAgentConfig } from '#site-agent/config/agent-config';
import { runAgent } from '#site-agent/run-agent';
import { parseCoordinatorConfig } from './config/coordinator-config.ts';
import { runCoordinator } from './run-coordinator.ts';
import { echoRound, echoWorker } from './testing/echo-study.ts';

const logger = { log: (w: string) => console.log(w), warn: () => {}, error: () => {} };
const dictionarySha256 = 'ab'.repeat(32);

describe('x', () => {
  test('y', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'cl-'));
    let t = 0;
    const result = await runCoordinator(
      parseCoordinatorConfig({ study: 's', listen: { port: 0 }, sites: [{ name: 'a' }, { name: 'b' }] }),
      {
        dictionarySha256,
        studySeed: 's',
        logger,
        pipeline: async ({ rounds, address }) => {
          const agents = ['a', 'b'].map((site) =>
            runAgent(parseAgentConfig({ coordinator: address, study: 's', site, dataFolder: join(dir, site) }), {
              dictionarySha256,
              worker: echoWorker,
              logger,
            }),
          );
          const one = await rounds.run(echoRound(1000));
          t = performance.now();
          const many = await rounds.run(echoRound(350_000, 30));
          t = performance.now() - t;
          return [one, many, agents] as const;
        },
      },
    );
    await Promise.all(result[2]);
    console.log(
      t / 30,
      result[1].sum.vectors.get('weights')!.values.slice(0, 3),
      await readFile(join(dir, 'a/disclosures.jsonl'), 'utf8'),
    );
    await rm(dir, { recursive: true });
  }, 30000);
});
