/** The published body: a row is padded with zeros and folded, row-major, into a square image of one channel. */
import type { Shape, Tensor } from '#compute/graph/tensor';
import { add } from '#compute/ops/arithmetic';
import { conv2d, convTranspose2d } from '#compute/ops/convolution';
import { leakyRelu, relu } from '#compute/ops/elementwise';
import { reshape } from '#compute/ops/reshape';
import { pad, sliceAxis } from '#compute/ops/slice';
import type { Initializer } from '#compute/parameters/initializer';
import { ParameterLayout, type ParameterSpec } from '#compute/parameters/parameter-layout';
import { type ConvolutionStage, convolutionPlan, sideFor } from './convolution-plan.ts';
import { layerNormSpecs, normalized } from './dense.ts';
import { LEAK } from './mlp.ts';
import type { ParameterTensors } from '../../training/learner.ts';
import type { CriticNetwork, GeneratorNetwork, NetworkSizes } from './network.ts';

const WEIGHTS: Initializer = { kind: 'normal', deviation: 0.02 };
const HALVING = { stride: 2, padding: 1 } as const;
const KERNEL = 4;

/** Throws CL-MODEL-002 for a table that is too wide. */
export function convolutionalCritic(sizes: NetworkSizes, channels: number): CriticNetwork {
  const columns = sizes.width + sizes.conditionWidth;
  const side = sideFor(columns, 'critic');
  const plan = convolutionPlan(side, channels);
  const last = plan.at(-1)!;
  const layout = new ParameterLayout([
    ...plan.flatMap((stage, i) => [
      weights(`stage${i}`, [stage.channels, plan[i - 1]?.channels ?? 1, KERNEL, KERNEL]),
      ...layerNormSpecs(`stage${i}.norm`, imageShape(stage)),
    ]),
    weights('output', [1, last.channels, last.side, last.side]),
    bias('output', 1, last.channels * last.side ** 2),
  ]);
  const forward = (parameters: ParameterTensors, input: Tensor) => {
    let image = folded(input, side);
    plan.forEach((_, i) => {
      const filtered = conv2d(image, parameters[`stage${i}.weight`], HALVING);
      image = leakyRelu(normalized(parameters, `stage${i}.norm`, filtered), LEAK);
    });
    const scores = add(conv2d(image, parameters['output.weight']), parameters['output.bias']);
    return { scores: reshape(scores, [-1, 1]), features: reshape(image, [input.shape[0], -1]) };
  };
  return { layout, forward };
}

/** Throws CL-MODEL-002 for a table that is too wide. */
export function convolutionalGenerator(sizes: NetworkSizes, channels: number): GeneratorNetwork {
  const side = sideFor(sizes.width, 'generator');
  const plan = convolutionPlan(side, channels).toReversed();
  const inputs = sizes.noiseWidth + sizes.conditionWidth;
  const layout = new ParameterLayout([
    weights('input', [inputs, plan[0].channels, plan[0].side, plan[0].side]),
    ...plan.flatMap((stage, i) => {
      const outputs = plan[i + 1]?.channels ?? 1;
      return [
        ...layerNormSpecs(`stage${i}.norm`, imageShape(stage)),
        weights(`stage${i}`, [stage.channels, outputs, KERNEL, KERNEL]),
        bias(`stage${i}`, outputs, outputs * KERNEL ** 2),
      ];
    }),
  ]);
  const forward = (parameters: ParameterTensors, input: Tensor): Tensor => {
    let image = convTranspose2d(reshape(input, [input.shape[0], inputs, 1, 1]), parameters['input.weight']);
    plan.forEach((_, i) => {
      const active = relu(normalized(parameters, `stage${i}.norm`, image));
      const enlarged = convTranspose2d(active, parameters[`stage${i}.weight`], HALVING);
      image = add(enlarged, parameters[`stage${i}.bias`]);
    });
    return sliceAxis(reshape(image, [input.shape[0], side ** 2]), 1, 0, sizes.width);
  };
  return { layout, forward };
}

function folded(rows: Tensor, side: number): Tensor {
  const [count, columns] = rows.shape;
  return reshape(pad(rows, [0, 0], [0, side ** 2 - columns]), [count, 1, side, side]);
}

function imageShape(stage: ConvolutionStage): Shape {
  return [stage.channels, stage.side, stage.side];
}

function weights(name: string, shape: Shape): ParameterSpec {
  return { name: `${name}.weight`, shape, initializer: WEIGHTS };
}

/** One number per channel, shaped to be added to an image. */
function bias(name: string, channels: number, fanIn: number): ParameterSpec {
  return { name: `${name}.bias`, shape: [channels, 1, 1], initializer: { kind: 'uniformFanIn', fanIn } };
}
