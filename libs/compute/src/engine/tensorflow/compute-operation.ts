import type { Tensor } from '@tensorflow/tfjs-core';
import type { OperationKind, OperationOf } from '../../graph/operation.ts';
import type { GraphNode } from '../../graph/static-graph.ts';
import { computeConv, computeConvFilter, computeConvTranspose } from './compute-convolution.ts';
import type { Tensorflow } from './tensorflow-engine.ts';

export interface ComputeContext {
  readonly tf: Tensorflow;
  readonly node: GraphNode;
  readonly inputs: readonly Tensor[];
}

type Computation<Kind extends OperationKind> = (operation: OperationOf<Kind>, context: ComputeContext) => Tensor;

/** The value of one operation; everything made on the way is freed. Inputs and constants are not computed here. */
export function computeOperation(tf: Tensorflow, node: GraphNode, inputs: readonly Tensor[]): Tensor {
  const { operation } = node;
  const compute = COMPUTATIONS[operation.kind as ComputedKind] as Computation<OperationKind>;
  return tf.tidy(() => compute(operation, { tf, node, inputs }));
}

type ComputedKind = Exclude<OperationKind, 'input' | 'constant'>;

const COMPUTATIONS: { readonly [Kind in ComputedKind]: Computation<Kind> } = {
  stopGradient: (_, { tf, inputs: [x] }) => tf.clone(x),
  neg: (_, { tf, inputs: [x] }) => tf.neg(x),
  exp: (_, { tf, inputs: [x] }) => tf.exp(x),
  log: (_, { tf, inputs: [x] }) => tf.log(x),
  sqrt: (_, { tf, inputs: [x] }) => tf.sqrt(x),
  abs: (_, { tf, inputs: [x] }) => tf.abs(x),
  sign: (_, { tf, inputs: [x] }) => tf.sign(x),
  tanh: (_, { tf, inputs: [x] }) => tf.tanh(x),
  sigmoid: (_, { tf, inputs: [x] }) => tf.sigmoid(x),
  softplus: (_, { tf, inputs: [x] }) => tf.softplus(x),
  relu: (_, { tf, inputs: [x] }) => tf.relu(x),
  add: (_, { tf, inputs: [a, b] }) => tf.add(a, b),
  sub: (_, { tf, inputs: [a, b] }) => tf.sub(a, b),
  mul: (_, { tf, inputs: [a, b] }) => tf.mul(a, b),
  div: (_, { tf, inputs: [a, b] }) => tf.div(a, b),
  pow: (_, { tf, inputs: [a, b] }) => tf.pow(a, b),
  maximum: (_, { tf, inputs: [a, b] }) => tf.maximum(a, b),
  minimum: (_, { tf, inputs: [a, b] }) => tf.minimum(a, b),
  greater: (_, { tf, inputs: [a, b] }) => tf.cast(tf.greater(a, b), 'float32'),
  leakyRelu: ({ slope }, { tf, inputs: [x] }) => tf.leakyRelu(x, slope),
  step: ({ low, high }, { tf, inputs: [x] }) => tf.where(tf.greater(x, 0), tf.scalar(high), tf.scalar(low)),
  where: (_, { tf, node, inputs: [mask, a, b] }) => {
    const shape = [...node.shape];
    return tf.where(tf.broadcastTo(tf.greater(mask, 0), shape), tf.broadcastTo(a, shape), tf.broadcastTo(b, shape));
  },
  reduceSum: ({ axes, keepDims }, { tf, inputs: [x] }) => tf.sum(x, [...axes], keepDims),
  reduceMax: ({ axes, keepDims }, { tf, inputs: [x] }) => tf.max(x, [...axes], keepDims),
  softmax: ({ axis }, { tf, inputs: [x] }) => alongLast(tf, x, axis, (y) => tf.softmax(y)),
  logSoftmax: ({ axis }, { tf, inputs: [x] }) => alongLast(tf, x, axis, (y) => tf.logSoftmax(y)),
  reshape: (_, { tf, node, inputs: [x] }) => tf.reshape(x, [...node.shape]),
  broadcastTo: (_, { tf, node, inputs: [x] }) => tf.broadcastTo(x, [...node.shape]),
  transpose: ({ permutation }, { tf, inputs: [x] }) => tf.transpose(x, [...permutation]),
  concat: ({ axis }, { tf, inputs }) => tf.concat([...inputs], axis),
  slice: ({ starts }, { tf, node, inputs: [x] }) => tf.slice(x, [...starts], [...node.shape]),
  pad: ({ before, after }, { tf, inputs: [x] }) =>
    tf.pad(
      x,
      before.map((length, axis): [number, number] => [length, after[axis]]),
    ),
  gather: ({ axis }, { tf, inputs: [x, indices] }) =>
    tf.gather(x, indices as Parameters<Tensorflow['gather']>[1], axis),
  scatterAdd: computeScatterAdd,
  cumsum: ({ axis, exclusive, reverse }, { tf, inputs: [x] }) => tf.cumsum(x, axis, exclusive, reverse),
  matmul: ({ transposeA, transposeB }, { tf, inputs: [a, b] }) => tf.matMul(a, b, transposeA, transposeB),
  conv2d: computeConv,
  convTranspose2d: computeConvTranspose,
  convFilter2d: computeConvFilter,
};

/** tfjs takes softmax along the last axis only. */
function alongLast(tf: Tensorflow, x: Tensor, axis: number, apply: (x: Tensor) => Tensor): Tensor {
  if (axis === x.shape.length - 1) return apply(x);
  const permutation = x.shape.map((_, i) => i);
  permutation[axis] = x.shape.length - 1;
  permutation[x.shape.length - 1] = axis;
  return tf.transpose(apply(tf.transpose(x, permutation)), permutation);
}

function computeScatterAdd({ axis }: OperationOf<'scatterAdd'>, { tf, node, inputs }: ComputeContext): Tensor {
  const [updates, indices] = inputs;
  const permutation = node.shape.map((_, i) => i);
  permutation[axis] = 0;
  permutation[0] = axis;
  const shape = permutation.map((from) => node.shape[from]);
  const column = tf.reshape(indices, [indices.shape[0]!, 1]);
  return tf.transpose(tf.scatterND(column, tf.transpose(updates, permutation), shape), permutation);
}
