import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RandomStream } from '#random/random-stream';
import { openOnnxRuntime } from '../engine/onnxruntime/onnxruntime-engine.ts';
import { add, mul, square } from '../ops/arithmetic.ts';
import { exp, tanh } from '../ops/elementwise.ts';
import { matmul } from '../ops/matmul.ts';
import { reshape, transpose } from '../ops/reshape.ts';
import { concat, split } from '../ops/slice.ts';
import { broadcastTo, reduceSum } from '../ops/sum.ts';
import { layerNorm } from '../ops/layer-norm.ts';
import { gradients } from './gradients.ts';
import { Graph } from './graph.ts';
import type { StaticGraph } from './static-graph.ts';
import type { Tensor } from './tensor.ts';

/** The outputs of a graph whose inputs are all x. */
async function evaluate(graph: StaticGraph, x: Float32Array): Promise<Record<string, Float32Array>> {
  const loaded = await (await openOnnxRuntime()).load(graph);
  const outputs = await loaded.run({ x });
  await loaded.dispose();
  return outputs;
}

const X = Float32Array.of(0.5, -1, 2, 0.25, 1.5, -0.75);

describe('gradients', () => {
  it.each<[string, (x: Tensor) => Tensor, (middle: Tensor) => Tensor]>([
    ['reshape', (x) => reshape(x, [6]), (middle) => reshape(middle, [3, 2])],
    ['transpose', (x) => transpose(x), (middle) => transpose(middle)],
    ['transpose and product', (x) => transpose(x), (middle) => matmul(middle, middle, { transposeA: true })],
    ['repetition', (x) => broadcastTo(x, [4, 2, 3]), (middle) => mul(middle, middle)],
  ])('reach an intermediate result that the built graph goes around: %s', async (_, first, second) => {
    const graph = new Graph();
    const middle = first(graph.input('x', [2, 3]));
    const [slope] = gradients(reduceSum(square(second(middle))), [middle]);
    graph.output('slope', slope);
    const { slope: values } = await evaluate(graph.build(), X);
    expect(values.every((value) => value !== 0)).toBe(true);
  });

  it('are zero where the loss does not depend on the tensor', async () => {
    const graph = new Graph();
    const x = graph.input('x', [2, 3]);
    graph.output('slope', add(gradients(reduceSum(exp(x)), [graph.constant([1, 2, 3])])[0], mul(reduceSum(x), 0)));
    expect((await evaluate(graph.build(), X)).slope).toEqual(new Float32Array(3));
  });

  it('join those of parts instead of adding them up', () => {
    const graph = new Graph();
    const x = graph.input('x', [6]);
    const [a, , c] = split(x, [2, 3, 1], 0);
    graph.output('slope', gradients(add(reduceSum(exp(a)), reduceSum(tanh(c))), [x])[0]);
    const kinds = graph.build().nodes.map((node) => node.operation.kind);
    expect(kinds).toContain('concat');
    expect(kinds).not.toContain('pad');
  });

  it('need a seed for a loss with axes', () => {
    const x = new Graph().input('x', [2]);
    expect(() => gradients(exp(x), [x])).toThrow('gradients: a loss with axes needs a seed ([2])');
    expect(() => gradients(exp(x), [x], reduceSum(x))).toThrow('gradients: loss and seed differ in shape ([2] and [])');
  });

  it('agree with finite differences on random compositions', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.array(fc.nat({ max: LAYERS.length - 1 }), { minLength: 1, maxLength: 5 }),
        checkSlope,
      ),
      { numRuns: 25, seed: 11 },
    );
  });
});

/** Maps of [2, 3] to itself. */
const LAYERS: readonly ((x: Tensor) => Tensor)[] = [
  tanh,
  (x) => layerNorm(add(x, square(x))),
  (x) => tanh(matmul(matmul(x, x, { transposeB: true }), x)),
  (x) => concat(split(x, [1, 2], 1).toReversed(), 1),
  (x) => tanh(mul(x, reduceSum(x, [1], true))),
  (x) => transpose(reshape(x, [3, 2])),
];

/** ⟨∇f(x), d⟩ against (f(x + hd) − f(x − hd)) / 2h. */
async function checkSlope(seed: number, layers: readonly number[]): Promise<void> {
  const graph = new Graph();
  const x = graph.input('x', [2, 3]);
  const loss = reduceSum(square(layers.reduce((y, layer) => LAYERS[layer](y), x)));
  graph.output('loss', loss);
  graph.output('slope', gradients(loss, [x])[0]);
  const built = graph.build();
  const random = RandomStream.derive('gradients', seed);
  const point = random.fillNormal(new Float32Array(6));
  const direction = random.fillNormal(new Float32Array(6));
  const at = (h: number): Promise<Record<string, Float32Array>> =>
    evaluate(
      built,
      point.map((value, i) => value + h * direction[i]),
    );
  const h = 5e-3;
  const [before, here, after] = await Promise.all([at(-h), at(0), at(h)]);
  const slope = here.slope.reduce((sum, value, i) => sum + value * direction[i], 0);
  const difference = (after.loss[0] - before.loss[0]) / (2 * h);
  const scale = 1 + Math.abs(slope) + Math.abs(here.loss[0]);
  expect(Math.abs(slope - difference) / scale).toBeLessThan(0.02);
}
