/**
 * One training step of a Wasserstein GAN with gradient penalty (Gulrajani et al. 2017), critic then generator, as one
 * graph; every derivative comes from `gradients`.
 */
import { Graph } from '#compute/graph/graph';
import { gradients } from '#compute/graph/gradients';
import type { StaticGraph } from '#compute/graph/static-graph';
import { type Shape, sizeOf, type Tensor } from '#compute/graph/tensor';
import { add, mul, neg, square, sub } from '#compute/ops/arithmetic';
import { stopGradient } from '#compute/ops/elementwise';
import { norm, reduceMean } from '#compute/ops/reduce';
import { reshape } from '#compute/ops/reshape';
import { reduceSum } from '#compute/ops/sum';
import { type AdamCorrections, type AdamSettings, type AdamState, adamStep } from '#compute/parameters/adam';
import type { ParameterLayout } from '#compute/parameters/parameter-layout';
import type { TrainingCase } from './training.ts';

const ADAM: AdamSettings = { beta1: 0.5, beta2: 0.9, epsilon: 1e-8 };
const PENALTY_WEIGHT = 10;

/** Two networks that play against each other. */
export interface AdversarialPair {
  readonly batch: number;
  /** Shape of one noise vector and of what the critic judges: data with their condition. */
  readonly noise: Shape;
  readonly data: Shape;
  /** What the generator sees besides noise: the last columns of the data. */
  readonly condition: Shape | undefined;
  readonly criticLayout: ParameterLayout;
  readonly generatorLayout: ParameterLayout;
  readonly critic: (x: Tensor, parameters: Parameters) => Tensor;
  readonly generator: (z: Tensor, condition: Tensor | undefined, parameters: Parameters) => Tensor;
}

export type Parameters = Readonly<Record<string, Tensor>>;

export function adversarialCase(pair: AdversarialPair): TrainingCase {
  const { batch, noise, data, condition, criticLayout, generatorLayout } = pair;
  return {
    graph: adversarialStep(pair),
    layouts: { critic: criticLayout, generator: generatorLayout },
    inputs: {
      real: { shape: [batch, ...data], drawn: 'data' },
      criticNoise: { shape: [batch, ...noise], drawn: 'normal' },
      generatorNoise: { shape: [batch, ...noise], drawn: 'normal' },
      mixing: { shape: [batch, ...data.map(() => 1)], drawn: 'uniform' },
      ...(condition && { condition: { shape: [batch, ...condition], drawn: 'data' } }),
    },
    adam: ADAM,
    learningRate: 2e-4,
  };
}

function adversarialStep(pair: AdversarialPair): StaticGraph {
  const graph = new Graph();
  const corrections = { stepSize: graph.input('stepSize', []), deviationScale: graph.input('deviationScale', []) };
  const condition = pair.condition && graph.input('condition', [pair.batch, ...pair.condition]);
  const generator = stateInputs(graph, 'generator', pair.generatorLayout);
  const critic = stateInputs(graph, 'critic', pair.criticLayout);
  const generate = (noise: string): Tensor =>
    pair.generator(
      graph.input(noise, [pair.batch, ...pair.noise]),
      condition,
      pair.generatorLayout.split(generator.parameter),
    );
  const judge = (x: Tensor, parameter: Tensor): Tensor => pair.critic(x, pair.criticLayout.split(parameter));

  const real = graph.input('real', [pair.batch, ...pair.data]);
  const mixing = graph.input('mixing', [pair.batch, ...pair.data.map(() => 1)]);
  const criticLoss = wasserstein(real, stopGradient(generate('criticNoise')), mixing, (x) =>
    judge(x, critic.parameter),
  );
  const nextCritic = update(graph, 'critic', critic, criticLoss, corrections);
  const generatorLoss = neg(reduceMean(judge(generate('generatorNoise'), nextCritic.parameter)));
  update(graph, 'generator', generator, generatorLoss, corrections);
  graph.output('criticLoss', criticLoss);
  graph.output('generatorLoss', generatorLoss);
  return graph.build();
}

function wasserstein(real: Tensor, fake: Tensor, mixing: Tensor, judge: (x: Tensor) => Tensor): Tensor {
  const mixed = add(fake, mul(mixing, sub(real, fake)));
  const [slope] = gradients(reduceSum(judge(mixed)), [mixed]);
  const length = norm(reshape(slope, [slope.shape[0], sizeOf(slope.shape.slice(1))]), [1], 0);
  const penalty = reduceMean(square(sub(length, 1)));
  return add(sub(reduceMean(judge(fake)), reduceMean(judge(real))), mul(penalty, PENALTY_WEIGHT));
}

function stateInputs(graph: Graph, network: string, { size }: ParameterLayout): AdamState {
  const [parameter, m, v] = ['theta', 'm', 'v'].map((part) => graph.input(`${network}.${part}`, [size]));
  return { parameter, m, v };
}

function update(
  graph: Graph,
  network: string,
  state: AdamState,
  loss: Tensor,
  corrections: AdamCorrections,
): AdamState {
  const [gradient] = gradients(loss, [state.parameter]);
  const next = adamStep(state, gradient, corrections, ADAM);
  graph.output(`next.${network}.theta`, next.parameter);
  graph.output(`next.${network}.m`, next.m);
  graph.output(`next.${network}.v`, next.v);
  return next;
}
