/**
 * A linear layer y = O₁ (d ∘ O₂ x) + b with positive d and orthogonal O₁, O₂, each a sequence of Householder reflections
 * (Tomczak & Welling 2016, Improving Variational Auto-Encoders using Householder Flow). It starts as the identity.
 */
import type { Tensor } from '#compute/graph/tensor';
import { add, div, mul, sub } from '#compute/ops/arithmetic';
import { matmul } from '#compute/ops/matmul';
import { reshape } from '#compute/ops/reshape';
import { sliceAxis } from '#compute/ops/slice';
import { reduceSum } from '#compute/ops/sum';
import { ZEROS } from '#compute/parameters/initializer';
import type { ParameterSpec } from '#compute/parameters/parameter-layout';
import { logDeterminantOf, positive } from './positive-diagonal.ts';
import type { ParameterTensors, Transform } from './transform.ts';

/** Pairs of reflections in each of the two sequences. */
const PAIRS = 5;
/** Keeps the reflection at a vector of length 0 from dividing by it. */
const TINY = 1e-12;

export function svd(name: string, dims: number): Transform {
  const parts = (parameters: ParameterTensors) => ({
    first: vectorsOf(parameters, `${name}.first`, dims),
    diagonal: positive(parameters[`${name}.diagonal`]),
    second: vectorsOf(parameters, `${name}.second`, dims),
    bias: parameters[`${name}.bias`],
  });
  return {
    specs: [
      ...reflectionSpecs(`${name}.first`, dims),
      { name: `${name}.diagonal`, shape: [dims], initializer: ZEROS },
      ...reflectionSpecs(`${name}.second`, dims),
      { name: `${name}.bias`, shape: [dims], initializer: ZEROS },
    ],
    dropouts: 0,
    forward: (parameters, x) => {
      const { first, diagonal, second, bias } = parts(parameters);
      const value = add(reflected(second, mul(reflected(first, x), diagonal)), bias);
      return { value, logDeterminant: logDeterminantOf(diagonal, x.shape[0]) };
    },
    inverse: (parameters, z) => {
      const { first, diagonal, second, bias } = parts(parameters);
      const turned = reflected(second.toReversed(), sub(z, bias));
      return reflected(first.toReversed(), div(turned, diagonal));
    },
  };
}

/** x − 2 v (v · x) / |v|² for one vector [1, dims] after another. */
function reflected(vectors: readonly Tensor[], x: Tensor): Tensor {
  return vectors.reduce((turned, vector) => {
    const scaled = mul(vector, div(2, add(reduceSum(mul(vector, vector)), TINY)));
    return sub(turned, mul(matmul(turned, vector, { transposeB: true }), scaled));
  }, x);
}

/** The vectors are trained as deviations from unit vectors, each of which stands twice and so reflects there and back. */
function vectorsOf(parameters: ParameterTensors, name: string, dims: number): Tensor[] {
  const deviations = parameters[name];
  const units = new Float32Array(2 * PAIRS * dims);
  for (let i = 0; i < 2 * PAIRS; i++) units[i * dims + (Math.floor(i / 2) % dims)] = 1;
  const vectors = add(deviations, deviations.scope.constant(units, [2 * PAIRS, dims]));
  return Array.from({ length: 2 * PAIRS }, (_, i) => reshape(sliceAxis(vectors, 0, i, 1), [1, dims]));
}

function reflectionSpecs(name: string, dims: number): ParameterSpec[] {
  return [{ name, shape: [2 * PAIRS, dims], initializer: ZEROS }];
}
