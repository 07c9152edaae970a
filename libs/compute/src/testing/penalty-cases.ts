/** The critic steps of fixtures/penalty.py, written as graphs. */
import type { LoadedGraph } from '../engine/engine.ts';
import { Graph } from '../graph/graph.ts';
import { gradients } from '../graph/gradients.ts';
import type { StaticGraph } from '../graph/static-graph.ts';
import { type Shape, sizeOf, type Tensor } from '../graph/tensor.ts';
import { add, mul, square, sub } from '../ops/arithmetic.ts';
import { conv2d } from '../ops/convolution.ts';
import { leakyRelu } from '../ops/elementwise.ts';
import { layerNorm } from '../ops/layer-norm.ts';
import { matmul } from '../ops/matmul.ts';
import { norm, reduceMean } from '../ops/reduce.ts';
import { reshape } from '../ops/reshape.ts';
import { reduceSum } from '../ops/sum.ts';
import { adamCorrections, type AdamSettings, adamStep } from '../parameters/adam.ts';
import { ZEROS } from '../parameters/initializer.ts';
import { ParameterLayout } from '../parameters/parameter-layout.ts';
import { readFixtures } from './operation-fixtures.ts';

interface PenaltyFixture {
  readonly real: readonly number[];
  readonly fake: readonly number[];
  readonly mixing: readonly number[];
  readonly parameters: readonly number[];
  readonly loss: number;
  readonly gradient: readonly number[];
  readonly afterThreeSteps: readonly number[];
}

export interface PenaltyCase {
  readonly name: string;
  readonly graph: StaticGraph;
  readonly expected: PenaltyFixture;
  /** The inputs of the first step; `step` counts from 1. */
  readonly feeds: (step: number) => Record<string, Float32Array>;
  /** The parameters after some steps. */
  readonly train: (loaded: LoadedGraph, steps: number) => Promise<Float32Array>;
}

interface Critic {
  readonly name: string;
  readonly image: Shape;
  readonly layout: ParameterLayout;
  readonly forward: (x: Tensor, parameters: Record<string, Tensor>) => Tensor;
}

const BATCH = 4;
const LEARNING_RATE = 2e-2;
const ADAM: AdamSettings = { beta1: 0.5, beta2: 0.9, epsilon: 1e-3, weightDecay: 1e-2 };

const PERCEPTRON: Critic = {
  name: 'perceptron',
  image: [6],
  layout: layoutOf({ w1: [8, 6], b1: [8], scale: [8], shift: [8], w2: [1, 8], b2: [1] }),
  forward: (x, p) => {
    const hidden = add(matmul(x, p.w1, { transposeB: true }), p.b1);
    const active = leakyRelu(layerNorm(hidden, p), 0.2);
    return add(matmul(active, p.w2, { transposeB: true }), p.b2);
  },
};

const CONVOLUTIONAL: Critic = {
  name: 'convolutional',
  image: [1, 8, 8],
  layout: layoutOf({
    w1: [3, 1, 4, 4],
    scale1: [3, 4, 4],
    shift1: [3, 4, 4],
    w2: [5, 3, 4, 4],
    scale2: [5, 2, 2],
    shift2: [5, 2, 2],
    w3: [1, 5, 2, 2],
    b3: [1],
  }),
  forward: (x, p) => {
    const layer = (input: Tensor, filter: Tensor, scale: Tensor, shift: Tensor): Tensor =>
      leakyRelu(layerNorm(conv2d(input, filter, { stride: 2, padding: 1 }), { scale, shift }), 0.2);
    const features = layer(layer(x, p.w1, p.scale1, p.shift1), p.w2, p.scale2, p.shift2);
    return add(reshape(conv2d(features, p.w3), [-1, 1]), p.b3);
  },
};

export function penaltyCases(): PenaltyCase[] {
  const fixtures = readFixtures<PenaltyFixture>('penalty.json');
  return [PERCEPTRON, CONVOLUTIONAL].map((critic) => penaltyCase(critic, fixtures[critic.name]));
}

function penaltyCase(critic: Critic, expected: PenaltyFixture): PenaltyCase {
  const start = {
    theta: Float32Array.from(expected.parameters),
    m: new Float32Array(critic.layout.size),
    v: new Float32Array(critic.layout.size),
  };
  const feeds = (step: number): Record<string, Float32Array> => ({
    ...start,
    ...dataFeeds(expected),
    ...scalars(step),
  });
  const train = async (loaded: LoadedGraph, steps: number): Promise<Float32Array> => {
    let state: Record<string, Float32Array> = start;
    for (let step = 1; step <= steps; step++) {
      const { nextTheta, nextM, nextV } = await loaded.run({ ...feeds(step), ...state });
      state = { theta: nextTheta, m: nextM, v: nextV };
    }
    return state.theta;
  };
  return { name: critic.name, graph: criticStep(critic), expected, feeds, train };
}

function criticStep({ image, layout, forward }: Critic): StaticGraph {
  const graph = new Graph();
  const [parameter, m, v] = ['theta', 'm', 'v'].map((name) => graph.input(name, [layout.size]));
  const [real, fake] = ['real', 'fake'].map((name) => graph.input(name, [BATCH, ...image]));
  const mixing = graph.input('mixing', [BATCH, ...image.map(() => 1)]);
  const critic = (x: Tensor): Tensor => forward(x, layout.split(parameter));
  const mixed = add(mul(mixing, real), mul(sub(1, mixing), fake));
  const [slope] = gradients(reduceSum(critic(mixed)), [mixed]);
  const excess = sub(norm(reshape(slope, [BATCH, sizeOf(image)]), [1]), 1);
  const distance = sub(reduceMean(critic(fake)), reduceMean(critic(real)));
  const loss = add(distance, mul(reduceMean(square(excess)), 10));
  const [gradient] = gradients(loss, [parameter]);
  const corrections = { stepSize: graph.input('stepSize', []), deviationScale: graph.input('deviationScale', []) };
  const next = adamStep({ parameter, m, v }, gradient, corrections, ADAM);
  graph.output('loss', loss);
  graph.output('gradient', gradient);
  graph.output('nextTheta', next.parameter);
  graph.output('nextM', next.m);
  graph.output('nextV', next.v);
  return graph.build();
}

function dataFeeds({ real, fake, mixing }: PenaltyFixture): Record<string, Float32Array> {
  return { real: Float32Array.from(real), fake: Float32Array.from(fake), mixing: Float32Array.from(mixing) };
}

function scalars(step: number): Record<string, Float32Array> {
  const { stepSize, deviationScale } = adamCorrections(step, LEARNING_RATE, ADAM);
  return { stepSize: Float32Array.of(stepSize), deviationScale: Float32Array.of(deviationScale) };
}

function layoutOf(shapes: Readonly<Record<string, Shape>>): ParameterLayout {
  return new ParameterLayout(Object.entries(shapes).map(([name, shape]) => ({ name, shape, initializer: ZEROS })));
}
