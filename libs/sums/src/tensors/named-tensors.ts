/** Arrays that a file of tensors can hold. */
export type TensorData = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;

export interface NamedTensor {
  /** Row-major; the product is the length of `data`. */
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/** Tensors by name with text beside them: the content of a safetensors file. */
export interface TensorFile {
  readonly tensors: ReadonlyMap<string, NamedTensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

export type TensorType = 'F32' | 'F64' | 'I32' | 'U32' | 'U8';

export const BYTES_PER_VALUE: Readonly<Record<TensorType, number>> = { F32: 4, F64: 8, I32: 4, U32: 4, U8: 1 };

/** A one-dimensional tensor. */
export function vector(data: TensorData): NamedTensor {
  return { shape: [data.length], data };
}

export function typeOf(data: TensorData): TensorType {
  if (data instanceof Float32Array) return 'F32';
  if (data instanceof Float64Array) return 'F64';
  if (data instanceof Int32Array) return 'I32';
  if (data instanceof Uint32Array) return 'U32';
  return 'U8';
}
