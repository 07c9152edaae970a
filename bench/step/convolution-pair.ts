import type { Tensor } from '#compute/graph/tensor';
import { conv2d, convTranspose2d } from '#compute/ops/convolution';
import { leakyRelu, relu, tanh } from '#compute/ops/elementwise';
import { reshape } from '#compute/ops/reshape';
import { ParameterLayout, type ParameterSpec } from '#compute/parameters/parameter-layout';
import type { AdversarialPair, Parameters } from './adversarial-step.ts';

const NOISE = 128;
const HALVING = { stride: 2, padding: 1 };

/** CTAB-GAN+'s networks on images of 16 × 16 with 64 channels, without normalisation. */
export function convolutionPair(batch: number): AdversarialPair {
  return { batch, ...NETWORKS };
}

const NETWORKS: Omit<AdversarialPair, 'batch'> = {
  noise: [NOISE, 1, 1],
  data: [1, 16, 16],
  condition: undefined,
  criticLayout: new ParameterLayout([
    ...convolution('first', 64, 1, 4, 64),
    ...convolution('second', 128, 64, 4, 128),
    ...convolution('third', 256, 128, 4, 256),
    ...convolution('last', 1, 256, 2, 1),
  ]),
  generatorLayout: new ParameterLayout([
    ...convolution('first', NOISE, 256, 2, 256),
    ...convolution('second', 256, 128, 4, 128),
    ...convolution('third', 128, 64, 4, 64),
    ...convolution('last', 64, 1, 4, 1),
  ]),
  critic,
  generator,
};

/** A filter [out, in, kernel, kernel] and a bias for each channel of the layer's result. */
function convolution(name: string, out: number, inputs: number, kernel: number, biases: number): ParameterSpec[] {
  const initializer = { kind: 'uniformFanIn', fanIn: inputs * kernel * kernel } as const;
  return [
    { name: `${name}.filter`, shape: [out, inputs, kernel, kernel], initializer },
    { name: `${name}.bias`, shape: [biases], initializer },
  ];
}

function critic(x: Tensor, parameters: Parameters): Tensor {
  let features = x;
  for (const name of ['first', 'second', 'third'])
    features = leakyRelu(
      conv2d(features, parameters[`${name}.filter`], { ...HALVING, ...bias(name, parameters) }),
      0.2,
    );
  return reshape(conv2d(features, parameters['last.filter'], bias('last', parameters)), [-1, 1]);
}

function generator(z: Tensor, _condition: Tensor | undefined, parameters: Parameters): Tensor {
  let features = relu(convTranspose2d(z, parameters['first.filter'], bias('first', parameters)));
  for (const name of ['second', 'third']) features = relu(doubled(features, name, parameters));
  return tanh(doubled(features, 'last', parameters));
}

function doubled(x: Tensor, name: string, parameters: Parameters): Tensor {
  return convTranspose2d(x, parameters[`${name}.filter`], { ...HALVING, ...bias(name, parameters) });
}

function bias(name: string, parameters: Parameters): { bias: Tensor } {
  return { bias: parameters[`${name}.bias`] };
}
