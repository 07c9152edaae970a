import type { Tensor } from '#compute/graph/tensor';
import { add } from '#compute/ops/arithmetic';
import { matmul } from '#compute/ops/matmul';
import { layerNorm } from '#compute/ops/layer-norm';
import { ONES, ZEROS } from '#compute/parameters/initializer';
import type { ParameterSpec } from '#compute/parameters/parameter-layout';
import type { ParameterTensors } from '../../training/learner.ts';

/** Parameters of x · weight + bias, initialised as torch's Linear is. */
export function denseSpecs(name: string, inputs: number, outputs: number): ParameterSpec[] {
  const initializer = { kind: 'uniformFanIn', fanIn: inputs } as const;
  return [
    { name: `${name}.weight`, shape: [inputs, outputs], initializer },
    { name: `${name}.bias`, shape: [outputs], initializer },
  ];
}

export function dense(parameters: ParameterTensors, name: string, x: Tensor): Tensor {
  return add(matmul(x, parameters[`${name}.weight`]), parameters[`${name}.bias`]);
}

/** Scale and shift of a layer normalisation over `shape` (without the axis of rows). */
export function layerNormSpecs(name: string, shape: readonly number[]): ParameterSpec[] {
  return [
    { name: `${name}.scale`, shape, initializer: ONES },
    { name: `${name}.shift`, shape, initializer: ZEROS },
  ];
}

export function normalized(parameters: ParameterTensors, name: string, x: Tensor): Tensor {
  return layerNorm(x, { scale: parameters[`${name}.scale`], shift: parameters[`${name}.shift`] });
}
