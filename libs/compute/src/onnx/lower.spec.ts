import { describe, expect, it } from '@jest/globals';
import { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node';
import { Graph } from '../graph/graph.ts';
import { add } from '../ops/arithmetic.ts';
import { conv2d } from '../ops/convolution.ts';
import { leakyRelu } from '../ops/elementwise.ts';
import { gather } from '../ops/gather.ts';
import { matmul } from '../ops/matmul.ts';
import { exportOnnx, lower } from './lower.ts';

function nodeTypes(define: (graph: Graph) => void): string[] {
  const graph = new Graph();
  define(graph);
  return lower(graph.build()).nodes.map((node) => node.type);
}

describe('exportOnnx', () => {
  it('writes a model that another reader finds its inputs and outputs in', async () => {
    const graph = new Graph();
    const table = graph.constant([1, 2, 3, 4, 5, 6], [3, 2]);
    const rows = gather(table, graph.input('rows', [2], 'int32'));
    graph.output('shifted', add(rows, graph.input('shift', [2])));
    const session = await InferenceSession.create(exportOnnx(graph.build()));
    expect(session.inputNames).toEqual(['rows', 'shift']);
    expect(session.outputNames).toEqual(['shifted']);
    const { shifted } = await session.run({
      rows: new OnnxTensor('int32', Int32Array.of(2, 0), [2]),
      shift: new OnnxTensor('float32', Float32Array.of(10, -1), [2]),
    });
    expect(shifted.dims).toEqual([2, 2]);
    expect(shifted.data).toEqual(Float32Array.of(15, 5, 11, 1));
    await session.release();
  });

  it('is the same bytes for the same graph', () => {
    const bytes = (): Uint8Array => {
      const graph = new Graph();
      graph.output('y', leakyRelu(matmul(graph.input('x', [2, 3]), graph.constant([1, 2, 3], [3, 1])), 0.2));
      return exportOnnx(graph.build());
    };
    expect(bytes()).toEqual(bytes());
  });

  it('gives one result several names', async () => {
    const graph = new Graph();
    const x = graph.input('x', [1]);
    const y = add(x, 1);
    graph.output('first', y);
    graph.output('second', y);
    graph.output('same', x);
    const session = await InferenceSession.create(exportOnnx(graph.build()));
    const results = await session.run({ x: new OnnxTensor('float32', Float32Array.of(2), [1]) });
    expect(Object.entries(results).map(([name, { data }]) => [name, data[0]])).toEqual([
      ['first', 3],
      ['second', 3],
      ['same', 2],
    ]);
    await session.release();
  });
});

describe('lower', () => {
  it('takes a bias into the matrix product', () => {
    const types = nodeTypes((graph) => {
      const product = matmul(graph.input('x', [2, 3]), graph.input('w', [3, 4]));
      graph.output('y', add(product, graph.input('b', [4])));
    });
    expect(types).toEqual(['Gemm']);
  });

  it('keeps a product that is used elsewhere too', () => {
    const types = nodeTypes((graph) => {
      const product = matmul(graph.input('x', [2, 3]), graph.input('w', [3, 4]));
      graph.output('y', add(product, graph.input('b', [4])));
      graph.output('product', product);
    });
    expect(types).toEqual(['Gemm', 'Add']);
  });

  it('computes a convolution of small images as one matrix product', () => {
    const types = nodeTypes((graph) => {
      const images = graph.input('x', [5, 3, 4, 4]);
      const filter = graph.input('w', [2, 3, 4, 4]);
      graph.output('y', conv2d(images, filter, { bias: graph.input('b', [2]) }));
    });
    expect(types.filter((type) => type !== 'Reshape')).toEqual(['Gemm']);
  });
});
