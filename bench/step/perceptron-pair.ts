import type { Tensor } from '#compute/graph/tensor';
import { leakyRelu, tanh } from '#compute/ops/elementwise';
import { concat } from '#compute/ops/slice';
import { ParameterLayout } from '#compute/parameters/parameter-layout';
import type { AdversarialPair, Parameters } from './adversarial-step.ts';
import { dense, denseParameters } from './dense.ts';

const DATA = 250;
const CONDITION = 80;
const NOISE = 128;
const HIDDEN = 256;

/** Two perceptrons with two hidden layers of 256 each, for rows of 250 + 80 columns. */
export function perceptronPair(batch: number): AdversarialPair {
  return { batch, ...NETWORKS };
}

const NETWORKS: Omit<AdversarialPair, 'batch'> = {
  noise: [NOISE],
  data: [DATA + CONDITION],
  condition: [CONDITION],
  criticLayout: layout(DATA + CONDITION, 1),
  generatorLayout: layout(NOISE + CONDITION, DATA),
  critic: perceptron,
  generator: (z, condition, parameters) =>
    concat([tanh(perceptron(concat([z, condition!], 1), parameters)), condition!], 1),
};

function layout(from: number, to: number): ParameterLayout {
  return new ParameterLayout([
    ...denseParameters('first', from, HIDDEN),
    ...denseParameters('second', HIDDEN, HIDDEN),
    ...denseParameters('last', HIDDEN, to),
  ]);
}

function perceptron(x: Tensor, parameters: Parameters): Tensor {
  const first = leakyRelu(dense(x, parameters, 'first'), 0.2);
  const second = leakyRelu(dense(first, parameters, 'second'), 0.2);
  return dense(second, parameters, 'last');
}
