import type { Shape } from './tensor.ts';

export type UnaryKind =
  'neg' | 'exp' | 'log' | 'sqrt' | 'abs' | 'sign' | 'tanh' | 'sigmoid' | 'softplus' | 'relu' | 'stopGradient';

export type BinaryKind = 'add' | 'sub' | 'mul' | 'div' | 'maximum' | 'minimum' | 'pow' | 'greater';

/** Float64Array: a float32 constant as it was before rounding, in graphs for the reference interpreter. */
export type ConstantData = Float32Array | Float64Array | Int32Array;

/** The primitive operations: what an engine has to know. Shapes of inputs and output stand in the nodes. */
export type Operation =
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'constant'; readonly data: ConstantData }
  | { readonly kind: UnaryKind }
  | { readonly kind: 'leakyRelu'; readonly slope: number }
  /** `low` where the input is ≤ 0, else `high`. */
  | { readonly kind: 'step'; readonly low: number; readonly high: number }
  /** With NumPy broadcasting. `greater` gives 1 or 0. */
  | { readonly kind: BinaryKind }
  /** Inputs: mask (taken where > 0), then, otherwise; all of the output's shape or broadcast to it. */
  | { readonly kind: 'where' }
  | { readonly kind: 'reduceSum' | 'reduceMax'; readonly axes: readonly number[]; readonly keepDims: boolean }
  | { readonly kind: 'softmax' | 'logSoftmax'; readonly axis: number }
  | { readonly kind: 'reshape' }
  | { readonly kind: 'broadcastTo' }
  | { readonly kind: 'transpose'; readonly permutation: readonly number[] }
  | { readonly kind: 'concat'; readonly axis: number }
  /** Takes the output's shape from `starts` on. */
  | { readonly kind: 'slice'; readonly starts: readonly number[] }
  /** Zeros before and after each axis. */
  | { readonly kind: 'pad'; readonly before: readonly number[]; readonly after: readonly number[] }
  /** Inputs: values, int32 indices (one axis). */
  | { readonly kind: 'gather'; readonly axis: number }
  /** Inputs: updates, int32 indices (one axis). Adds into zeros of the output's shape. */
  | { readonly kind: 'scatterAdd'; readonly axis: number }
  | { readonly kind: 'cumsum'; readonly axis: number; readonly exclusive: boolean; readonly reverse: boolean }
  /** Two axes, or three of which the first is a batch. */
  | { readonly kind: 'matmul'; readonly transposeA: boolean; readonly transposeB: boolean }
  /** Inputs: images [n, in, h, w], filter [out, in, kh, kw]. */
  | ({ readonly kind: 'conv2d' } & Convolution)
  /** Adjoint of conv2d in its images. Inputs: images [n, out, h', w'], filter [out, in, kh, kw]. */
  | ({ readonly kind: 'convTranspose2d' } & Convolution)
  /** Adjoint of conv2d in its filter. Inputs: images [n, in, h, w], gradients [n, out, h', w']. */
  | ({ readonly kind: 'convFilter2d' } & Convolution);

/** The same in both spatial directions. */
export interface Convolution {
  readonly stride: number;
  readonly padding: number;
}

export type OperationKind = Operation['kind'];

export type OperationOf<Kind extends OperationKind> = MemberWith<Operation, Kind>;

type MemberWith<Union extends Operation, Kind> = Union extends unknown
  ? Kind extends Union['kind']
    ? Union
    : never
  : never;

/** A text that is equal for operations that do the same to the same inputs. */
export function operationKey(operation: Operation, inputs: readonly number[], shape: Shape): string {
  const attributes = Object.entries(operation).map(([key, value]) => `${key}=${attributeKey(value)}`);
  return `${attributes.join(';')}|${inputs.join(',')}|${shape.join('x')}`;
}

/** Constants above this many elements are shared only when they are one and the same array. */
const KEYED_CONSTANT_SIZE = 64;

const arrayIds = new WeakMap<object, number>();
let nextArrayId = 0;

/** As engines store it. */
export function rounded(data: ConstantData): Float32Array | Int32Array {
  return data instanceof Float64Array ? Float32Array.from(data) : data;
}

function attributeKey(value: unknown): string {
  if (!ArrayBuffer.isView(value)) return JSON.stringify(value);
  const data = value as ConstantData;
  if (data.length <= KEYED_CONSTANT_SIZE) return `${data.constructor.name}[${Array.from(data).map(numberKey).join()}]`;
  let id = arrayIds.get(data);
  if (id === undefined) {
    id = nextArrayId++;
    arrayIds.set(data, id);
  }
  return `#${id}`;
}

function numberKey(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
