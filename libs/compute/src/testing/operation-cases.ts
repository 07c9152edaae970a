/** How each case of fixtures/operations.py is written with the graph's operations. */
import type { Tensor } from '../graph/tensor.ts';
import { add, div, log, mul, neg, pow, square, sub } from '../ops/arithmetic.ts';
import { blockLogSoftmax, blockSoftmax } from '../ops/block-softmax.ts';
import { clip, greater, greaterEqual, maximum, minimum, where } from '../ops/compare.ts';
import { conv2d, convFilter2d, convTranspose2d } from '../ops/convolution.ts';
import { cumsum } from '../ops/cumsum.ts';
import {
  abs,
  exp,
  leakyRelu,
  relu,
  sigmoid,
  sign,
  softplus,
  sqrt,
  step,
  stopGradient,
  tanh,
} from '../ops/elementwise.ts';
import { gather, permute, scatterAdd } from '../ops/gather.ts';
import { layerNorm } from '../ops/layer-norm.ts';
import { matmul } from '../ops/matmul.ts';
import { norm, reduceMax, reduceMean, variance } from '../ops/reduce.ts';
import { reshape, transpose } from '../ops/reshape.ts';
import { concat, pad, slice, split } from '../ops/slice.ts';
import { logSoftmax, softmax } from '../ops/softmax.ts';
import { broadcastTo, reduceSum } from '../ops/sum.ts';

const BLOCKS = [2, 2, 3, 1, 3];

export const OPERATION_CASES: Readonly<Record<string, (...inputs: Tensor[]) => Tensor>> = {
  neg,
  exp,
  log,
  sqrt,
  abs,
  sign,
  square,
  tanh,
  sigmoid,
  softplus,
  relu,
  leakyRelu: (x) => leakyRelu(x, 0.2),
  step: (x) => step(x, 0.2, 1),
  clip: (x) => clip(x, -0.5, 0.75),
  stopGradient: (x) => mul(x, stopGradient(x)),

  add: (a, b) => add(a, b),
  'add, broadcast': (a, b) => add(a, b),
  sub: (a, b) => sub(a, b),
  mul: (a, b) => mul(a, b),
  'mul, scalar': (a, b) => mul(a, b),
  div: (a, b) => div(a, b),
  'div, number first': (a) => div(1, a),
  pow: (a, b) => pow(a, b),
  'pow, number': (x) => pow(x, 3),
  maximum: (a, b) => maximum(a, b),
  minimum: (a, b) => minimum(a, b),
  greater: (a, b) => greater(a, b),
  greaterEqual: (a, b) => greaterEqual(a, b),
  where: (mask, a, b) => where(mask, mul(a, b), mul(b, b)),
  'where, compared': (a, b) => where(greater(a, b), mul(a, b), b),

  reduceSum: (x) => square(reduceSum(x, [0, 2])),
  'reduceSum, kept': (x) => mul(reduceSum(x, [-1], true), x),
  'reduceSum, all': (x) => square(reduceSum(x)),
  reduceMean: (x) => square(reduceMean(x, [1])),
  reduceMax: (x) => square(reduceMax(x, [1])),
  'reduceMax, all': (x) => square(reduceMax(x)),
  variance: (x) => variance(x, [0], 1),
  norm: (x) => norm(x, [1]),
  softmax: (x) => softmax(x),
  'softmax, first axis': (x) => softmax(x, 0),
  'softmax, large': (x) => softmax(x),
  logSoftmax: (x) => logSoftmax(x),
  'logSoftmax, first axis': (x) => logSoftmax(x, 0),
  blockSoftmax: (x) => blockSoftmax(x, BLOCKS),
  blockLogSoftmax: (x) => blockLogSoftmax(x, BLOCKS),

  reshape: (x) => square(reshape(x, [3, -1])),
  transpose: (x) => square(transpose(x)),
  'transpose, permuted': (x) => square(transpose(x, [2, 0, 1])),
  broadcastTo: (x) => square(broadcastTo(x, [2, 3, 4])),
  concat: (a, b) => square(concat([a, b], 1)),
  slice: (x) => square(slice(x, [1, 0], [2, 2])),
  pad: (x) => square(pad(x, [1, 2], [3, 0])),
  split: (x) => {
    const [first, rest] = split(x, [1, 2], 1);
    return mul(square(rest), first);
  },
  gather: (x, indices) => square(gather(x, indices, 1)),
  scatterAdd: (x, indices) => square(scatterAdd(x, indices, 3)),
  'scatterAdd, second axis': (x, indices) => square(scatterAdd(x, indices, 3, 1)),
  cumsum: (x) => square(cumsum(x, 1)),
  'cumsum, exclusive': (x) => square(cumsum(x, 0, { exclusive: true })),
  'cumsum, reverse': (x) => square(cumsum(x, 1, { reverse: true })),

  matmul: (a, b) => matmul(a, b),
  'matmul, first transposed': (a, b) => matmul(a, b, { transposeA: true }),
  'matmul, second transposed': (a, b) => matmul(a, transpose(b)),
  'matmul, both transposed': (a, b) => matmul(a, b, { transposeA: true, transposeB: true }),
  'matmul, bias': (a, b, c) => add(matmul(a, b), c),
  'matmul, sum of two': (a, b, c) => add(matmul(a, b), matmul(b, c)),
  'matmul, batch': (a, b) => matmul(a, b),
  'matmul, batch, transposed': (a, b) => matmul(a, transpose(b, [0, 2, 1]), { transposeA: true }),
  conv2d: (x, filter) => conv2d(x, filter, { stride: 2, padding: 1 }),
  'conv2d, dense': (x, filter) => conv2d(x, filter),
  'conv2d, pixels left over': (x, filter) => conv2d(x, filter, { stride: 2 }),
  'conv2d, small images': (x, filter, bias) => conv2d(x, filter, { stride: 2, padding: 1, bias }),
  'conv2d, odd images': (x, filter) => conv2d(x, filter, { stride: 2, padding: 1 }),
  'conv2d, bias': (x, filter, bias) => conv2d(x, filter, { padding: 1, bias }),
  'conv2d, one channel': (x, filter) => conv2d(x, filter, { stride: 2, padding: 1 }),
  convTranspose2d: (x, filter) => convTranspose2d(x, filter, { stride: 2, padding: 1 }),
  'convTranspose2d, small images': (y, filter, bias) => convTranspose2d(y, filter, { stride: 2, padding: 1, bias }),
  'convTranspose2d, bias': (y, filter, bias) => convTranspose2d(y, filter, { bias }),
  'convTranspose2d, from a point': (x, filter) => convTranspose2d(x, filter),
  convFilter2d: (x, seed) => convFilter2d(x, seed, [4, 4], { stride: 2, padding: 1 }),
  layerNorm: (x, scale, shift) => layerNorm(x, { scale, shift }),
  permute: (x) => square(permute(x, Int32Array.of(2, 0, 3, 1), 1)),
};
