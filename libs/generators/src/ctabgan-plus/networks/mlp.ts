/** The dense body: it learns faster and costs a quarter of the convolutions on tables of some hundred columns. */
import type { Tensor } from '#compute/graph/tensor';
import { leakyRelu, relu } from '#compute/ops/elementwise';
import { concat } from '#compute/ops/slice';
import { ParameterLayout } from '#compute/parameters/parameter-layout';
import { dense, denseSpecs, layerNormSpecs, normalized } from './dense.ts';
import type { ParameterTensors } from '../../training/learner.ts';
import type { CriticNetwork, GeneratorNetwork, NetworkSizes } from './network.ts';

export const LEAK = 0.2;

/** Blocks of Linear, LayerNorm and ReLU; the last Linear sees the input and the outputs of all of them. */
export function mlpGenerator(sizes: NetworkSizes, widths: readonly number[]): GeneratorNetwork {
  const all = [sizes.noiseWidth + sizes.conditionWidth, ...widths];
  const names = widths.map((_, i) => `block${i}`);
  const layout = new ParameterLayout([
    ...names.flatMap((name, i) => [
      ...denseSpecs(name, all[i], widths[i]),
      ...layerNormSpecs(`${name}.norm`, [widths[i]]),
    ]),
    ...denseSpecs(
      'output',
      all.reduce((sum, width) => sum + width),
      sizes.width,
    ),
  ]);
  const forward = (parameters: ParameterTensors, input: Tensor): Tensor => {
    const seen = [input];
    for (const name of names) {
      const linear = dense(parameters, name, seen.at(-1)!);
      seen.push(relu(normalized(parameters, `${name}.norm`, linear)));
    }
    return dense(parameters, 'output', concat(seen, 1));
  };
  return { layout, forward };
}

/** Linear and LeakyReLU, then Linear to one score. */
export function mlpCritic(sizes: NetworkSizes, widths: readonly number[]): CriticNetwork {
  const all = [sizes.width + sizes.conditionWidth, ...widths];
  const layout = new ParameterLayout([
    ...widths.flatMap((width, i) => denseSpecs(`hidden${i}`, all[i], width)),
    ...denseSpecs('output', all.at(-1)!, 1),
  ]);
  return {
    layout,
    forward: (parameters, input) => {
      let features = input;
      widths.forEach((_, i) => {
        features = leakyRelu(dense(parameters, `hidden${i}`, features), LEAK);
      });
      return { scores: dense(parameters, 'output', features), features };
    },
  };
}
