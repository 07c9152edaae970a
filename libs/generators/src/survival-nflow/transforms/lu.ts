/**
 * A linear layer y = L(Ux) + b with unit-lower L and upper U of positive diagonal (Kingma & Dhariwal 2018, Glow, section
 * 3.2). It starts as the identity.
 */
import type { Tensor } from '#compute/graph/tensor';
import { add, div, mul, sub } from '#compute/ops/arithmetic';
import { matmul } from '#compute/ops/matmul';
import { reshape } from '#compute/ops/reshape';
import { concat, slice, sliceAxis } from '#compute/ops/slice';
import { reduceSum } from '#compute/ops/sum';
import { ZEROS } from '#compute/parameters/initializer';
import { logDeterminantOf, positive } from './positive-diagonal.ts';
import type { ParameterTensors, Transform } from './transform.ts';

/**
 * One square of parameters holds L below its diagonal, U above it and on it the raw diagonal of U; what averaging does
 * to it leaves both triangular.
 */
export function lu(name: string, dims: number): Transform {
  const masks = { lower: triangle(dims, -1), upper: triangle(dims, 1), diagonal: triangle(dims, 0) };
  const factors = (parameters: ParameterTensors) => {
    const square = parameters[`${name}.square`];
    const masked = (part: keyof typeof masks): Tensor => mul(square, constant(square, masks[part], dims));
    const diagonal = positive(reduceSum(masked('diagonal'), [1]));
    return { lower: masked('lower'), upper: masked('upper'), diagonal, bias: parameters[`${name}.bias`] };
  };
  return {
    specs: [
      { name: `${name}.square`, shape: [dims, dims], initializer: ZEROS },
      { name: `${name}.bias`, shape: [dims], initializer: ZEROS },
    ],
    dropouts: 0,
    forward: (parameters, x) => {
      const { lower, upper, diagonal, bias } = factors(parameters);
      const first = add(matmul(x, upper, { transposeB: true }), mul(x, diagonal));
      const value = add(add(matmul(first, lower, { transposeB: true }), first), bias);
      return { value, logDeterminant: logDeterminantOf(diagonal, x.shape[0]) };
    },
    inverse: (parameters, z) => {
      const { lower, upper, diagonal, bias } = factors(parameters);
      return solveUpper(upper, diagonal, solveLower(lower, sub(z, bias)));
    },
  };
}

/** x with x + lower · x = y, column by column from the first. */
function solveLower(lower: Tensor, y: Tensor): Tensor {
  let known = sliceAxis(y, 1, 0, 1);
  for (let column = 1; column < y.shape[1]; column++) {
    const weights = slice(lower, [column, 0], [1, column]);
    const rest = sub(sliceAxis(y, 1, column, 1), matmul(known, weights, { transposeB: true }));
    known = concat([known, rest], 1);
  }
  return known;
}

/** x with diagonal ∘ x + upper · x = y, column by column from the last. */
function solveUpper(upper: Tensor, diagonal: Tensor, y: Tensor): Tensor {
  const dims = y.shape[1];
  const scale = (column: number): Tensor => reshape(sliceAxis(diagonal, 0, column, 1), [1, 1]);
  let known = div(sliceAxis(y, 1, dims - 1, 1), scale(dims - 1));
  for (let column = dims - 2; column >= 0; column--) {
    const weights = slice(upper, [column, column + 1], [1, -1]);
    const rest = sub(sliceAxis(y, 1, column, 1), matmul(known, weights, { transposeB: true }));
    known = concat([div(rest, scale(column)), known], 1);
  }
  return known;
}

/** 1 below (−1), on (0) or above (1) the diagonal. */
function triangle(dims: number, side: -1 | 0 | 1): Float32Array {
  return Float32Array.from({ length: dims * dims }, (_, i) =>
    Number(Math.sign((i % dims) - Math.floor(i / dims)) === side),
  );
}

function constant(like: Tensor, data: Float32Array, dims: number): Tensor {
  return like.scope.constant(data, [dims, dims]);
}
