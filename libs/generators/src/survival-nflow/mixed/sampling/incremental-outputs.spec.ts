import { expect, test } from '@jest/globals';
import { selectEngine } from '#compute/engine/select-engine';
import { Graph } from '#compute/graph/graph';
import { RandomStream } from '#random/random-stream';
import { TRIAL } from '../../../../../tabular/testing/trial-dictionary.ts';
import { parseFlowSettings } from '../../hyperparameters.ts';
import { MixedModel } from '../mixed-model.ts';
import { IncrementalOutputs, samplingWeights } from './incremental-outputs.ts';

const ROWS = 7;

test.each([
  ['no block', { hidden: 12, blocks: 0 }],
  ['two blocks', { hidden: 33, blocks: 2 }],
  ['fewer units than columns', { hidden: 4, blocks: 1 }],
])('outputs column by column are those of the whole row: %s', async (_, sizes) => {
  const model = new MixedModel(TRIAL, parseFlowSettings(sizes));
  const { layout, network, settings } = model;
  const { inputWidth, outputWidth, outputGroups } = layout;
  const stream = new RandomStream('weights');
  const parameters = stream.fillNormal(new Float32Array(network.parameters.size));
  const rows = stream.fillNormal(new Float32Array(ROWS * inputWidth));
  const graph = new Graph();
  const own = network.parameters.split(graph.input('flow', [network.parameters.size]));
  graph.output('outputs', network.forward(own, graph.input('rows', [ROWS, inputWidth])));
  const engine = await selectEngine({ name: 'onnxruntime' });
  const whole = (await (await engine.load(graph.build())).run({ flow: parameters, rows })).outputs;

  const known = new IncrementalOutputs(samplingWeights(layout, settings, network, parameters), ROWS);
  layout.columns.forEach((__, place) => {
    for (let at = 0; at < whole.length; at++) {
      if (outputGroups[at % outputWidth] !== place) continue;
      expect(Math.abs(known.outputs[at] - whole[at])).toBeLessThan(1e-4 * (1 + Math.abs(whole[at])));
    }
    const end = layout.starts[place + 1] ?? inputWidth;
    const inputs = Array.from({ length: ROWS }, (___, row) => [
      ...rows.subarray(row * inputWidth + layout.starts[place], row * inputWidth + end),
    ]);
    known.see(place, Float32Array.from(inputs.flat()));
  });
});
