/**
 * Which of K neighbouring bins each value falls into, by comparisons alone: no index leaves the graph, and what belongs
 * to the bin is picked by sums over 0/1 masks, whose gradients are products with the same masks.
 */
import type { Shape, Tensor } from '#compute/graph/tensor';
import { add, div, mul, sub } from '#compute/ops/arithmetic';
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
  /** Its number, from 0 [rows, dims]. */
  readonly index: Tensor;
}

/** Bin sizes that are not yet divided by their total. */
export interface BinSizes {
  /** e^raw / e^(largest raw) [rows, sets, K, dims]. */
  readonly weights: Tensor;
  /** [rows, sets, dims] */
  readonly totals: Tensor;
}

/** Start and size of a bin, in shares of the interval. */
export interface Extent {
  readonly start: Tensor;
  readonly size: Tensor;
}

/** Sizes that a softmax over the bins of each set gives. `raw` [rows, sets, K, dims]. */
export function binSizes(raw: Tensor): BinSizes {
  const weights = exp(sub(raw, stopGradient(reduceMax(raw, [2], true))));
  return { weights, totals: reduceSum(weights, [2]) };
}

/** The bin of set `set` that holds `position` [rows, dims], which lies in [0, 1]; 1 is in the last bin. */
export function findBin({ weights, totals }: BinSizes, set: number, position: Tensor): FoundBin {
  const [rows, , bins, dims] = weights.shape;
  const own = reshape(sliceAxis(weights, 1, set, 1), [rows, bins, dims]);
  const total = sliceAxis(totals, 1, set, 1);
  const edges = matmul(edgeMatrix(weights, rows, bins), own);
  const place = mul(reshape(position, [rows, 1, dims]), total);
  const reached = where(greater(edges, place), 0, 1);
  const before = sliceAxis(reached, 1, 1, bins);
  return { at: sub(sliceAxis(reached, 1, 0, bins), before), before, index: reduceSum(before, [1]) };
}

/** Where the found bin lies in each set, [rows, sets, dims]. */
export function extentOf({ weights, totals }: BinSizes, { at, before, index }: FoundBin): Extent {
  const [rows, , bins, dims] = weights.shape;
  const spread = 1 - SMALLEST_BIN * bins;
  const share = (mask: Tensor): Tensor => {
    const sum = reduceSum(mul(weights, reshape(mask, [rows, 1, bins, dims])), [2]);
    return mul(div(sum, totals), spread);
  };
  return {
    start: add(share(before), reshape(mul(index, SMALLEST_BIN), [rows, 1, dims])),
    size: add(share(at), SMALLEST_BIN),
  };
}

/**
 * What times the weights gives the left edge of each bin times the total [rows, K + 1, K]. The first edge is put below
 * and the last one above every place, so that a value at either end of the interval finds a bin.
 */
function edgeMatrix(like: Tensor, rows: number, bins: number): Tensor {
  const spread = 1 - SMALLEST_BIN * bins;
  const shape: Shape = [bins + 1, bins];
  const matrix = Array.from({ length: (bins + 1) * bins }, (_, i) => {
    const edge = Math.floor(i / bins);
    if (edge === 0) return -1;
    if (edge === bins) return 2;
    return edge * SMALLEST_BIN + (i % bins < edge ? spread : 0);
  });
  return broadcastTo(like.scope.constant(matrix, [1, ...shape]), [rows, ...shape]);
}
