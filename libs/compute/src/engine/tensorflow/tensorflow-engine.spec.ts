import { describe, expect, it } from '@jest/globals';
import { memory } from '@tensorflow/tfjs-core';
import { Graph } from '../../graph/graph.ts';
import { tanh } from '../../ops/elementwise.ts';
import { matmul } from '../../ops/matmul.ts';
import { describeEngine } from '../../testing/engine-contract.ts';
import { openTensorflow } from './tensorflow-engine.ts';

describeEngine('tensorflow on tfjs cpu', () => openTensorflow({ provider: 'cpu' }));

describe('openTensorflow', () => {
  it('says what is missing when asked for a provider that is not installed', async () => {
    await expect(openTensorflow({ provider: 'abacus' })).rejects.toMatchObject({
      code: 'CL-MODEL-004',
      what: 'TensorFlow.js is not installed here (abacus).',
    });
  });
});

describe('a graph on TensorFlow.js', () => {
  it('frees every tensor that a run makes, and its constants when it is disposed', async () => {
    const engine = await openTensorflow({ provider: 'cpu' });
    const graph = new Graph();
    const x = graph.input('x', [2, 3]);
    graph.output('y', tanh(matmul(x, graph.constant([1, 2, 3], [3, 1]))));
    graph.output('x again', x);
    const before = memory().numTensors;
    const loaded = await engine.load(graph.build());
    const afterLoading = memory().numTensors;
    await loaded.run({ x: new Float32Array(6) });
    expect(memory().numTensors).toBe(afterLoading);
    await loaded.dispose();
    expect(memory().numTensors).toBe(before);
  });
});
