import { expect, test } from '@jest/globals';
import type { Feed, LoadedGraph } from '#compute/engine/engine';
import { RandomStream } from '#random/random-stream';
import { fitEncoder } from '#tabular/encoding/table-encoder';
import type { Given } from '../../conditions/given.ts';
import { summedProfile } from '../../../testing/in-process-study.ts';
import { SMALL_TRIAL, smallTrialRows } from '../../../testing/small-trial.ts';
import { sampleBatch } from './sample-rows.ts';

const encoder = fitEncoder(SMALL_TRIAL, summedProfile(SMALL_TRIAL, new Map([['site', smallTrialRows(60, 'rows')]])));
const { conditionWidth, width } = encoder.layout;

/** The places of the condition vector that the generator was asked for. */
async function asked(conditions: Float64Array, given: Given): Promise<number[]> {
  let seen: Feed | undefined;
  const graph: Pick<LoadedGraph, 'run'> = {
    run: (feeds) => {
      seen = feeds.condition;
      return Promise.resolve({ rows: new Float32Array(500 * width) });
    },
  };
  const sampler = { dictionary: SMALL_TRIAL, encoder, conditions, graph: graph as LoadedGraph, noiseWidth: 4 };
  await sampleBatch(sampler, new RandomStream('rows'), given);
  const hot = Array.from(seen as Float32Array).flatMap((value, i) => (value === 1 ? [i % conditionWidth] : []));
  return [...new Set(hot)].sort((a, b) => a - b);
}

test('a given state is asked for, but not one that is too rare to be a condition', async () => {
  const places = await asked(encoder.conditionCounts, {});
  const [marker] = await asked(encoder.conditionCounts, { marker: '1' });
  expect(places).toContain(marker);
  const rare = encoder.conditionCounts.map((count, place) => (place === marker ? 0 : count));
  const others = places.filter((place) => place !== marker);
  expect(await asked(rare, { marker: '1' })).toEqual(others);
  expect(await asked(rare, {})).toEqual(others);
});
