import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Engine } from '#compute/engine/engine';
import { selectEngine } from '#compute/engine/select-engine';
import { Graph } from '#compute/graph/graph';
import { RandomStream } from '#random/random-stream';
import { normalQuantile, normalUpperTail } from '#statistics/distributions/normal';
import { numeric, dictionaryOf } from '../../../../tabular/testing/trial-dictionary.ts';
import { flowColumns } from '../encoding/flow-columns.ts';
import { parseFlowSettings } from '../hyperparameters.ts';
import { evenHazards, hazardLoss, hazardParameters } from './hazard.ts';
import { mixedLayout } from './mixed-layout.ts';
import { valueHead } from './sampling/value-head.ts';

let engine: Engine;

beforeAll(async () => {
  engine = await selectEngine({ name: 'onnxruntime' });
});

/** Losses of scores of one number, each with logits of its own. */
async function losses(scores: readonly number[], raw: readonly (readonly number[])[]): Promise<Float32Array> {
  const intervals = raw[0].length + 1;
  const graph = new Graph();
  const z = graph.input('z', [scores.length, 1]);
  const logits = graph.input('raw', [scores.length, intervals - 1, 1]);
  graph.output('loss', hazardLoss(z, logits, intervals));
  const loaded = await engine.load(graph.build());
  const feeds = { z: Float32Array.from(scores), raw: Float32Array.from(raw.flat()) };
  return (await loaded.run(feeds)).loss;
}

function headOf(raw: readonly number[]) {
  const columns = flowColumns(dictionaryOf([numeric('time', { required: true })]), []);
  const hazards = hazardParameters(raw.length + 1);
  const layout = mixedLayout(columns, { splineParameters: 5, hazardParameters: hazards, isHazard: () => true });
  const head = valueHead(layout, parseFlowSettings({}), 0);
  head.read(Float32Array.from(raw), 0);
  return head;
}

describe('hazards', () => {
  it('have, by hand, the likelihood of the stretch in which a score lies', async () => {
    // Hazards 1/2 and 1/4: stretches of probability 1/2, 1/8, 3/8 over thirds of the scale.
    const raw = [0, -Math.log(3)];
    const scores = [1 / 6, 1 / 2, 5 / 6].map(normalQuantile);
    const found = await losses(scores, [raw, raw, raw]);
    [1 / 2, 1 / 8, 3 / 8].forEach((probability, i) => {
      const density = 3 * probability * Math.exp(-(scores[i] ** 2) / 2) * (2 * Math.PI) ** -0.5;
      expect(found[i]).toBeCloseTo(-Math.log(density), 5);
    });
  });

  it('that are even leave scores standard normal', async () => {
    const scores = [-2, -0.3, 0.1, 1, 3];
    const found = await losses(
      scores,
      scores.map(() => evenHazards(7)),
    );
    scores.forEach((z, i) => expect(found[i]).toBeCloseTo((z * z + Math.log(2 * Math.PI)) / 2, 5));
  });

  it.each([2, 3, 9])('are, in %i stretches, those that sampling draws from', async (intervals) => {
    const raws = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), {
      minLength: intervals - 1,
      maxLength: intervals - 1,
    });
    await fc.assert(
      fc.asyncProperty(raws, fc.double({ min: -2.5, max: 2.5, noNaN: true }), async (raw, score) => {
        // Not on an edge between stretches, which float32 may put on either side.
        const place = intervals * normalUpperTail(-score);
        fc.pre(Math.abs(place - Math.round(place)) > 1e-4);
        const [loss] = await losses([score], [raw]);
        const expected = headOf(raw).logDensity(score) - (score * score + Math.log(2 * Math.PI)) / 2;
        expect(-loss).toBeCloseTo(expected, 3);
      }),
      { numRuns: 20 },
    );
  });

  it('are drawn from as often as they say', () => {
    const head = headOf([0, -Math.log(3)]);
    const stream = new RandomStream('draws');
    const counts = [0, 0, 0];
    for (let i = 0; i < 8000; i++) counts[Math.floor(3 * head.draw(stream))]++;
    [1 / 2, 1 / 8, 3 / 8].forEach((share, i) => expect(counts[i] / 8000).toBeCloseTo(share, 1.5));
  });
});
