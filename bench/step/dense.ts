import type { Shape, Tensor } from '#compute/graph/tensor';
import { add } from '#compute/ops/arithmetic';
import { matmul } from '#compute/ops/matmul';
import type { ParameterSpec } from '#compute/parameters/parameter-layout';

/** The parameters of a fully connected layer: weights [from, to] and bias [to]. */
export function denseParameters(name: string, from: number, to: number): ParameterSpec[] {
  const initializer = { kind: 'uniformFanIn', fanIn: from } as const;
  const shapes: [string, Shape][] = [
    [`${name}.weight`, [from, to]],
    [`${name}.bias`, [to]],
  ];
  return shapes.map(([parameter, shape]) => ({ name: parameter, shape, initializer }));
}

export function dense(x: Tensor, parameters: Readonly<Record<string, Tensor>>, name: string): Tensor {
  return add(matmul(x, parameters[`${name}.weight`]), parameters[`${name}.bias`]);
}
