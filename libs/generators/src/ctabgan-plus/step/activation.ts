import { add, log, mul, neg } from '#compute/ops/arithmetic';
import { blockSoftmax } from '#compute/ops/block-softmax';
import { clip } from '#compute/ops/compare';
import { tanh } from '#compute/ops/elementwise';
import { concat, sliceAxis } from '#compute/ops/slice';
import type { Tensor } from '#compute/graph/tensor';
import type { NetworkLayout } from '../network-layout.ts';

/** Rounding to float32 can turn a uniform number into 1, whose Gumbel noise would be infinite. */
const LARGEST = 1 - 2 ** -24;
const SMALLEST = 1e-20;

/**
 * Logits to an encoded row: tanh for numbers, Gumbel-softmax (Jang et al. 2017; soft) within each one-hot block.
 * `uniforms` [rows, conditionWidth] lie in [0, 1].
 */
export function activate(logits: Tensor, uniforms: Tensor, layout: NetworkLayout, temperature: number): Tensor {
  const gumbel = neg(log(neg(log(clip(uniforms, SMALLEST, LARGEST)))));
  const perturbed = mul(add(softmaxLogits(logits, layout), gumbel), 1 / temperature);
  const blocks = blockSoftmax(perturbed, layout.blockWidths);
  if (layout.tanhWidth === 0) return blocks;
  return concat([tanh(sliceAxis(logits, 1, 0, layout.tanhWidth)), blocks], 1);
}

/** The columns that a condition speaks of. */
export function softmaxLogits(logits: Tensor, layout: NetworkLayout): Tensor {
  return sliceAxis(logits, 1, layout.tanhWidth, layout.conditionWidth);
}
