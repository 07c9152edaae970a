import { type OperationKind, type OperationOf, rounded } from '../graph/operation.ts';
import { lowerConv, lowerConvFilter, lowerConvTranspose } from './lower-convolution.ts';
import { lowerMatmul } from './lower-matmul.ts';
import type { LoweringContext } from './lowering-context.ts';

type Lowering<Kind extends OperationKind> = (operation: OperationOf<Kind>, context: LoweringContext) => string;

/** Adds the ONNX nodes that compute one operation; returns the name of its result. */
export function lowerOperation(context: LoweringContext): string {
  const { operation } = context.node;
  return (LOWERINGS[operation.kind] as Lowering<OperationKind>)(operation, context);
}

const LOWERINGS: { readonly [Kind in OperationKind]: Lowering<Kind> } = {
  input: ({ name }) => name,
  constant: ({ data }, { node, builder }) => builder.data(rounded(data), node.shape),
  stopGradient: direct('Identity'),
  neg: direct('Neg'),
  exp: direct('Exp'),
  log: direct('Log'),
  sqrt: direct('Sqrt'),
  abs: direct('Abs'),
  sign: direct('Sign'),
  tanh: direct('Tanh'),
  sigmoid: direct('Sigmoid'),
  softplus: direct('Softplus'),
  relu: direct('Relu'),
  add: direct('Add'),
  sub: direct('Sub'),
  mul: direct('Mul'),
  div: direct('Div'),
  pow: direct('Pow'),
  maximum: direct('Max'),
  minimum: direct('Min'),
  leakyRelu: ({ slope }, { inputs, builder }) => builder.node('LeakyRelu', inputs, { alpha: { float: slope } }),
  step: ({ low, high }, { inputs, builder }) =>
    builder.node('Where', [
      builder.node('Greater', [inputs[0], builder.scalar(0)]),
      builder.scalar(high),
      builder.scalar(low),
    ]),
  greater: (_, { inputs, builder }) =>
    builder.node('Where', [builder.node('Greater', inputs), builder.scalar(1), builder.scalar(0)]),
  where: (_, { inputs, builder, condition }) => builder.node('Where', [condition(0), inputs[1], inputs[2]]),
  reduceSum: reduction('ReduceSum'),
  reduceMax: reduction('ReduceMax'),
  softmax: ({ axis }, { inputs, builder }) => builder.node('Softmax', inputs, { axis }),
  logSoftmax: ({ axis }, { inputs, builder }) => builder.node('LogSoftmax', inputs, { axis }),
  reshape: (_, { inputs, node, builder }) => builder.node('Reshape', [inputs[0], builder.integers(node.shape)]),
  broadcastTo: (_, { inputs, node, builder }) => builder.node('Expand', [inputs[0], builder.integers(node.shape)]),
  transpose: ({ permutation }, { inputs, builder }) => builder.node('Transpose', inputs, { perm: permutation }),
  concat: ({ axis }, { inputs, builder }) => builder.node('Concat', inputs, { axis }),
  slice: lowerSlice,
  pad: ({ before, after }, { inputs, builder }) =>
    builder.node('Pad', [inputs[0], builder.integers([...before, ...after])]),
  gather: ({ axis }, { inputs, builder }) => builder.node('Gather', inputs, { axis }),
  scatterAdd: lowerScatterAdd,
  cumsum: ({ axis, exclusive, reverse }, { inputs, builder }) =>
    builder.node('CumSum', [inputs[0], builder.integers([axis])], {
      exclusive: Number(exclusive),
      reverse: Number(reverse),
    }),
  matmul: lowerMatmul,
  conv2d: lowerConv,
  convTranspose2d: lowerConvTranspose,
  convFilter2d: lowerConvFilter,
};

function direct(type: string): (operation: unknown, context: LoweringContext) => string {
  return (_, { inputs, builder }) => builder.node(type, inputs);
}

function reduction(type: string): Lowering<'reduceSum' | 'reduceMax'> {
  return ({ axes, keepDims }, { inputs, builder }) =>
    builder.node(type, [inputs[0], builder.integers(axes)], { keepdims: Number(keepDims) });
}

function lowerSlice({ starts }: OperationOf<'slice'>, { inputs, inputNodes, node, builder }: LoweringContext): string {
  const cut = starts.map((_, axis) => axis).filter((axis) => node.shape[axis] !== inputNodes[0].shape[axis]);
  return builder.node('Slice', [
    inputs[0],
    builder.integers(cut.map((axis) => starts[axis])),
    builder.integers(cut.map((axis) => starts[axis] + node.shape[axis])),
    builder.integers(cut),
  ]);
}

/** ScatterElements wants an index for each element. */
function lowerScatterAdd({ axis }: OperationOf<'scatterAdd'>, context: LoweringContext): string {
  const { inputs, inputNodes, node, builder } = context;
  const [updates, indices] = inputNodes;
  const column = builder.node('Reshape', [
    inputs[1],
    builder.integers(updates.shape.map((_, i) => (i === axis ? indices.shape[0] : 1))),
  ]);
  const perElement = builder.node('Expand', [column, builder.integers(updates.shape)]);
  const zeros = builder.node('Expand', [builder.scalar(0), builder.integers(node.shape)]);
  return builder.node('ScatterElements', [zeros, perElement, inputs[0]], { axis, reduction: 'add' });
}
