import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Engine } from '#compute/engine/engine';
import { selectEngine } from '#compute/engine/select-engine';
import { Graph } from '#compute/graph/graph';
import { ParameterLayout } from '#compute/parameters/parameter-layout';
import { RandomStream } from '#random/random-stream';
import { normalQuantile } from '#statistics/distributions/normal';
import { parseFlowSettings } from '../hyperparameters.ts';
import { HazardHead } from './sampling/hazard-head.ts';
import { TimeModel } from './time-model.ts';

const INPUTS = 4;
const ROWS = 6;

let engine: Engine;

beforeAll(async () => {
  engine = await selectEngine({ name: 'onnxruntime' });
});

function modelOf(hazardIntervals: number) {
  const settings = parseFlowSettings({ hazardIntervals, hidden: 5, blocks: 2 });
  const time = new TimeModel(1, INPUTS, settings);
  const layout = new ParameterLayout(time.specs);
  return { settings, time, layout };
}

type Built = ReturnType<typeof modelOf>;

async function losses({ time, layout }: Built, values: Float32Array, rows: Float32Array, scores: Float32Array) {
  const graph = new Graph();
  const own = layout.split(graph.input('values', [layout.size]));
  graph.output('loss', time.losses(own, graph.input('rows', [ROWS, INPUTS]), graph.input('scores', [ROWS, 1])));
  return (await (await engine.load(graph.build())).run({ values, rows, scores })).loss;
}

function headFor({ settings, time, layout }: Built, values: Float32Array, rows: Float32Array, row: number): HazardHead {
  const head = new HazardHead(time, settings, layout, values);
  const drawn = { codes: new Map(), values: new Map() };
  const known = { rows: ROWS, outputs: new Float32Array(0), outputWidth: 0, inputs: rows, inputWidth: INPUTS, drawn };
  head.read(known, row);
  return head;
}

describe('the second model of a time', () => {
  it('has, by hand, the likelihood of the stretch in which a score lies', async () => {
    const built = modelOf(3);
    const values = new Float32Array(built.layout.size);
    // Hazards 1/2 and 1/4: stretches of probability 1/2, 1/8, 3/8 over thirds of the scale.
    built.layout.view(values, 'time1.output.bias').set([0, -Math.log(3)]);
    const shares = [1 / 6, 1 / 2, 5 / 6, 0.01, 0.4, 0.99];
    const scores = Float32Array.from(shares, normalQuantile);
    const found = await losses(built, values, new Float32Array(ROWS * INPUTS), scores);
    [1 / 2, 1 / 8, 3 / 8, 1 / 2, 1 / 8, 3 / 8].forEach((probability, i) => {
      const density = 3 * probability * Math.exp(-(scores[i] ** 2) / 2) * (2 * Math.PI) ** -0.5;
      expect(found[i]).toBeCloseTo(-Math.log(density), 4);
    });
  });

  it('starts with standard normal scores whatever came before', async () => {
    const built = modelOf(7);
    const stream = new RandomStream('start');
    const values = built.layout.initialize(stream);
    built.time.initialize(built.layout, values);
    const scores = Float32Array.of(-2, -0.3, 0.1, 0.6, 1, 3);
    const found = await losses(built, values, stream.fillNormal(new Float32Array(ROWS * INPUTS)), scores);
    scores.forEach((z, i) => expect(found[i]).toBeCloseTo((z * z + Math.log(2 * Math.PI)) / 2, 4));
  });

  it.each([2, 3, 9])('is, in %i stretches, the one that sampling draws from', async (intervals) => {
    const built = modelOf(intervals);
    const stream = new RandomStream('sampling');
    const values = stream.fillNormal(new Float32Array(built.layout.size));
    const rows = stream.fillNormal(new Float32Array(ROWS * INPUTS));
    // Not on an edge between stretches, which float32 may put on either side.
    const scores = Float32Array.from({ length: ROWS }, (_, row) =>
      normalQuantile((0.4 + (row % intervals)) / intervals),
    );
    const found = await losses(built, values, rows, scores);
    for (let row = 0; row < ROWS; row++) {
      const head = headFor(built, values, rows, row);
      const stretch = row % intervals;
      const probability = head.below((stretch + 1) / intervals) - head.below(stretch / intervals);
      const density = (intervals * probability * Math.exp(-(scores[row] ** 2) / 2)) / Math.sqrt(2 * Math.PI);
      expect(Math.exp(-found[row])).toBeCloseTo(density, 4);
    }
  });

  it('is drawn from as often as it says', () => {
    const built = modelOf(3);
    const values = new Float32Array(built.layout.size);
    built.layout.view(values, 'time1.output.bias').set([0, -Math.log(3)]);
    const head = headFor(built, values, new Float32Array(ROWS * INPUTS), 0);
    const stream = new RandomStream('draws');
    const counts = [0, 0, 0];
    for (let i = 0; i < 8000; i++) counts[Math.floor(3 * head.draw(stream))]++;
    [1 / 2, 1 / 8, 3 / 8].forEach((share, i) => expect(counts[i] / 8000).toBeCloseTo(share, 1.5));
    [0, 1 / 4, 1 / 2, 9 / 16, 5 / 8, 13 / 16, 1].forEach((level, i) => {
      expect(head.at(level)).toBeCloseTo(i / 6, 6);
      expect(head.below(i / 6)).toBeCloseTo(level, 6);
    });
  });
});
