import type { Tensor } from '#compute/graph/tensor';
import { add, log } from '#compute/ops/arithmetic';
import { softplus } from '#compute/ops/elementwise';
import { reshape } from '#compute/ops/reshape';
import { broadcastTo, reduceSum } from '#compute/ops/sum';

const SMALLEST = 1e-3;
const RAW_ONE = Math.log(Math.expm1(1 - SMALLEST));

/** softplus(raw + c) + 0.001, where c makes it 1 at raw = 0. */
export function positive(raw: Tensor): Tensor {
  return add(softplus(add(raw, RAW_ONE)), SMALLEST);
}

/** The sum of logarithms of a diagonal [dims], the same for each row [rows]. */
export function logDeterminantOf(diagonal: Tensor, rows: number): Tensor {
  return broadcastTo(reshape(reduceSum(log(diagonal)), [1]), [rows]);
}
