import { expect, it } from '@jest/globals';
import { openOnnxRuntime } from '../engine/onnxruntime/onnxruntime-engine.ts';
import { Graph } from '../graph/graph.ts';
import type { Shape, Tensor } from '../graph/tensor.ts';
import { conv2d, convTranspose2d } from './convolution.ts';

const HALVING = { stride: 2, padding: 1 };

/** Applies an operation to an image and a filter that count from 0. */
async function apply(
  operation: (x: Tensor, filter: Tensor) => Tensor,
  image: Shape,
  filter: Shape,
): Promise<Float32Array> {
  const graph = new Graph();
  const counting = ([h, w]: Shape): Tensor =>
    graph.constant(
      Float32Array.from({ length: h * w }, (_, i) => i),
      [1, 1, h, w],
    );
  graph.output('y', operation(counting(image), counting(filter)));
  const loaded = await (await openOnnxRuntime()).load(graph.build());
  const { y } = await loaded.run({});
  await loaded.dispose();
  return y;
}

// The numbers of both tests are the golden vectors of the specification (golden.json, conv), which come from torch.
it('conv2d halves an image as torch does', async () => {
  const y = await apply((x, filter) => conv2d(x, filter, HALVING), [6, 6], [4, 4]);
  expect(Array.from(y)).toEqual([780, 1176, 960, 1904, 2600, 1964, 1500, 1956, 1410]);
});

it('convTranspose2d doubles an image as torch does', async () => {
  const y = await apply((x, filter) => convTranspose2d(x, filter, HALVING), [3, 3], [4, 4]);
  expect(Array.from(y.subarray(0, 6))).toEqual([0, 4, 5, 14, 17, 12]);
  expect(Array.from(y.subarray(30))).toEqual([54, 116, 129, 134, 149, 80]);
});
