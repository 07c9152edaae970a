/** Each operation in float64, written for plainness. */
import type { BinaryKind, OperationKind, OperationOf, UnaryKind } from '../../graph/operation.ts';
import { type Shape, sizeOf } from '../../graph/tensor.ts';
import { conv2d, convFilter2d, convTranspose2d } from './convolution-reference.ts';
import { broadcastOffsets, lanes, offsets, stridesOf } from './offsets.ts';

/** A value of the interpreter. */
export interface Held {
  readonly shape: Shape;
  readonly data: Float64Array;
}

type Computation<Kind extends OperationKind> = (
  operation: OperationOf<Kind>,
  inputs: readonly Held[],
  shape: Shape,
) => Float64Array;

type ComputedKind = Exclude<OperationKind, 'input' | 'constant'>;

/** The value of one operation; inputs and constants are not computed. */
export function computeReference(
  operation: OperationOf<ComputedKind>,
  inputs: readonly Held[],
  shape: Shape,
): Float64Array {
  return (COMPUTATIONS[operation.kind] as Computation<ComputedKind>)(operation, inputs, shape);
}

const UNARY: Readonly<Record<UnaryKind, (x: number) => number>> = {
  neg: (x) => -x,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  abs: Math.abs,
  sign: Math.sign,
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  relu: (x) => Math.max(x, 0),
  stopGradient: (x) => x,
};

const BINARY: Readonly<Record<BinaryKind, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  maximum: Math.max,
  minimum: Math.min,
  pow: Math.pow,
  greater: (a, b) => Number(a > b),
};

const COMPUTATIONS = {
  ...mapValues(UNARY, unary),
  ...mapValues(BINARY, binary),
  leakyRelu: ({ slope }, [x]) => x.data.map((value) => (value > 0 ? value : slope * value)),
  step: ({ low, high }, [x]) => x.data.map((value) => (value > 0 ? high : low)),
  where: (_, inputs, shape) => {
    const [mask, then, otherwise] = inputs.map((input) => read(input.data, broadcastOffsets(input.shape, shape)));
    return mask.map((value, i) => (value > 0 ? then[i] : otherwise[i]));
  },
  reduceSum: ({ axes }, [x], shape) => reduce(x, axes, shape, 0, (total, value) => total + value),
  reduceMax: ({ axes }, [x], shape) => reduce(x, axes, shape, -Infinity, Math.max),
  softmax: ({ axis }, [x]) => normalized(x, axis, (value, total) => Math.exp(value) / total),
  logSoftmax: ({ axis }, [x]) => normalized(x, axis, (value, total) => value - Math.log(total)),
  reshape: (_, [x]) => x.data,
  broadcastTo: (_, [x], shape) => read(x.data, broadcastOffsets(x.shape, shape)),
  transpose: ({ permutation }, [x], shape) => {
    const strides = stridesOf(x.shape);
    return read(
      x.data,
      offsets(
        shape,
        permutation.map((axis) => strides[axis]),
      ),
    );
  },
  concat: ({ axis }, parts, shape) => {
    let start = 0;
    const places = parts.map((part) => {
      const at = offsets(part.shape, stridesOf(shape), start * stridesOf(shape)[axis]);
      start += part.shape[axis];
      return at;
    });
    return written(shape, parts, places);
  },
  slice: ({ starts }, [x], shape) => read(x.data, offsets(shape, stridesOf(x.shape), positionOf(starts, x.shape))),
  pad: ({ before }, [x], shape) => written(shape, [x], [offsets(x.shape, stridesOf(shape), positionOf(before, shape))]),
  gather: ({ axis }, [x, indices], shape) => read(x.data, indexedOffsets(shape, axis, x.shape, indices.data)),
  scatterAdd: ({ axis }, [updates, indices], shape) =>
    written(shape, [updates], [indexedOffsets(updates.shape, axis, shape, indices.data)]),
  cumsum: (operation, [x]) => cumsum(operation, x),
  matmul: (operation, [a, b], shape) => matmul(operation, a, b, shape),
  conv2d: (convolution, [x, filter], shape) => conv2d(convolution, x, filter, shape),
  convTranspose2d: (convolution, [x, filter], shape) => convTranspose2d(convolution, x, filter, shape),
  convFilter2d: (convolution, [x, seed], shape) => convFilter2d(convolution, x, seed, shape),
} satisfies { readonly [Kind in ComputedKind]: Computation<Kind> };

function mapValues<Key extends string, From, To>(
  record: Readonly<Record<Key, From>>,
  change: (value: From) => To,
): Record<Key, To> {
  const entries = Object.entries(record) as [Key, From][];
  return Object.fromEntries(entries.map(([key, value]) => [key, change(value)])) as Record<Key, To>;
}

function unary(apply: (x: number) => number): Computation<UnaryKind> {
  return (_, [x]) => x.data.map((value) => apply(value));
}

function binary(apply: (a: number, b: number) => number): Computation<BinaryKind> {
  return (_, [a, b], shape) => {
    const right = read(b.data, broadcastOffsets(b.shape, shape));
    return read(a.data, broadcastOffsets(a.shape, shape)).map((value, i) => apply(value, right[i]));
  };
}

function read(data: Float64Array, places: Int32Array): Float64Array {
  return Float64Array.from(places, (place) => data[place]);
}

/** Adds parts into zeros. */
function written(shape: Shape, parts: readonly Held[], places: readonly Int32Array[]): Float64Array {
  const data = new Float64Array(sizeOf(shape));
  parts.forEach((part, p) => part.data.forEach((value, i) => (data[places[p][i]] += value)));
  return data;
}

function positionOf(starts: readonly number[], shape: Shape): number {
  return stridesOf(shape).reduce((sum, stride, axis) => sum + stride * starts[axis], 0);
}

/** For each element of `shape`, its position in `target`, where the index along one axis is looked up. */
function indexedOffsets(shape: Shape, axis: number, target: Shape, indices: Float64Array): Int32Array {
  const strides = stridesOf(target);
  const along = offsets(
    shape,
    shape.map((_, i) => (i === axis ? 1 : 0)),
  );
  const others = offsets(shape, strides.with(axis, 0));
  return others.map((place, i) => place + strides[axis] * indices[along[i]]);
}

function reduce(
  x: Held,
  axes: readonly number[],
  shape: Shape,
  start: number,
  join: (total: number, value: number) => number,
): Float64Array {
  const kept = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  const places = broadcastOffsets(kept, x.shape);
  const data = new Float64Array(sizeOf(shape)).fill(start);
  x.data.forEach((value, i) => (data[places[i]] = join(data[places[i]], value)));
  return data;
}

function normalized(x: Held, axis: number, apply: (value: number, total: number) => number): Float64Array {
  const kept = x.shape.with(axis, 1);
  const places = broadcastOffsets(kept, x.shape);
  const largest = reduce(x, [axis], kept, -Infinity, Math.max);
  const shifted = x.data.map((value, i) => value - largest[places[i]]);
  const totals = reduce({ shape: x.shape, data: shifted.map(Math.exp) }, [axis], kept, 0, (sum, value) => sum + value);
  return shifted.map((value, i) => apply(value, totals[places[i]]));
}

function cumsum({ axis, exclusive, reverse }: OperationOf<'cumsum'>, x: Held): Float64Array {
  const { outer, length, inner } = lanes(x.shape, axis);
  const data = new Float64Array(x.data.length);
  for (let o = 0; o < outer; o++)
    for (let n = 0; n < inner; n++) {
      let sum = 0;
      for (let step = 0; step < length; step++) {
        const place = (o * length + (reverse ? length - 1 - step : step)) * inner + n;
        if (exclusive) data[place] = sum;
        sum += x.data[place];
        if (!exclusive) data[place] = sum;
      }
    }
  return data;
}

function matmul({ transposeA, transposeB }: OperationOf<'matmul'>, a: Held, b: Held, shape: Shape): Float64Array {
  const [m, n] = shape.slice(-2);
  const inner = transposeA ? a.shape.at(-2)! : a.shape.at(-1)!;
  const data = new Float64Array(sizeOf(shape));
  for (let batch = 0; batch < sizeOf(shape.slice(0, -2)); batch++)
    for (let i = 0; i < m; i++)
      for (let k = 0; k < inner; k++) {
        const left = a.data[batch * m * inner + (transposeA ? k * m + i : i * inner + k)];
        for (let j = 0; j < n; j++)
          data[(batch * m + i) * n + j] += left * b.data[batch * n * inner + (transposeB ? j * inner + k : k * n + j)];
      }
  return data;
}
