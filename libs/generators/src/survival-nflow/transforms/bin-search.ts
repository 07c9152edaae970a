/**
 * Which of K neighbouring bins each value falls into, by comparisons alone: no index leaves the graph, and what belongs
 * to the bin is picked by sums over 0/1 masks, whose gradients are products with the same masks.
 */
import type { Shape, Tensor } from '#compute/graph/tensor';
import { mul, sub } from '#compute/ops/arithmetic';
import { greater, where } from '#compute/ops/compare';
import { exp, stopGradient } from '#compute/ops/elementwise';
import { matmul } from '#compute/ops/matmul';
import { reduceMax } from '#compute/ops/reduce';
import { reshape } from '#compute/ops/reshape';
import { sliceAxis } from '#compute/ops/slice';
import { broadcastTo, reduceSum } from '#compute/ops/sum';

/** The smallest width and height of a bin as a share of the interval. */
export const SMALLEST_BIN = 1e-3;

/** The bin of each value, as masks over the bins. */
export interface FoundBin {
  /** 1 at the bin, else 0 [rows, K, dims]. */
  readonly at: Tensor;
  /** 1 at the bins before it, else 0 [rows, K, dims]. */
  readonly before: Tensor;
}

/** What a softmax divides by its sum: e^raw, brought down by the largest along one axis so that it cannot overflow. */
export function softmaxWeights(raw: Tensor, axis: number): Tensor {
  return exp(sub(raw, stopGradient(reduceMax(raw, [axis], true))));
}

/**
 * The bin that holds `position` [rows, dims], which lies in [0, 1]; 1 is in the last bin. Bin k has the share smallest +
 * (1 − K · smallest) · sizeₖ / Σ size of the interval; `sizes` [rows, K, dims].
 */
export function findBin(sizes: Tensor, position: Tensor, smallest = 0): FoundBin {
  const [rows, bins, dims] = sizes.shape;
  const edges = matmul(edgeMatrix(sizes, smallest), sizes);
  const place = mul(reshape(position, [rows, 1, dims]), reduceSum(sizes, [1], true));
  const reached = where(greater(edges, place), 0, 1);
  const before = sliceAxis(reached, 1, 1, bins);
  return { at: sub(sliceAxis(reached, 1, 0, bins), before), before };
}

/**
 * What times the sizes gives the left edge of each bin times their sum [rows, K + 1, K]. The first edge is put below and
 * the last one above every place, so that a value at either end of the interval finds a bin.
 */
function edgeMatrix({ shape: [rows, bins], scope }: Tensor, smallest: number): Tensor {
  const shape: Shape = [bins + 1, bins];
  const matrix = Array.from({ length: (bins + 1) * bins }, (_, i) => {
    const edge = Math.floor(i / bins);
    if (edge === 0) return -1;
    if (edge === bins) return 2;
    return edge * smallest + (i % bins < edge ? 1 - smallest * bins : 0);
  });
  return broadcastTo(scope.constant(matrix, [1, ...shape]), [rows, ...shape]);
}
