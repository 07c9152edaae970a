import { refused } from './check-contribution.ts';
import type { ContributionVector } from './contribution.ts';
import type { TensorData } from './tensors/named-tensors.ts';

const UINT32_LIMIT = 2 ** 32;

/** How a vector is told in metadata, and the narrowest array that holds its values without loss. */
export function describeVector(vector: ContributionVector): { description: string; data: TensorData } {
  switch (vector.kind) {
    case 'count':
      return { description: 'count', data: compactCounts(vector.values) };
    case 'measure':
      return { description: `measure ${vector.scale}`, data: compactMeasures(vector.values) };
    case 'weighted':
      return { description: `weighted ${vector.weight}`, data: vector.values };
  }
}

/** @throws CL-ROUND-002 when description and data don't make a vector */
export function readVector(
  site: string,
  name: string,
  description: string | undefined,
  data: TensorData,
): ContributionVector {
  const [kind, argument] = description?.split(' ') ?? [];
  if (kind === 'count' && (data instanceof Uint32Array || data instanceof Float64Array)) {
    return { kind, values: widened(data) };
  }
  if (kind === 'measure' && (data instanceof Float32Array || data instanceof Float64Array)) {
    return { kind, scale: Number(argument), values: widened(data) };
  }
  if (kind === 'weighted' && data instanceof Float32Array) return { kind, weight: Number(argument), values: data };
  throw refused(site, `The vector ${name} has a kind or type that is not known.`);
}

/** Plain decimal digits only, as `String(rowCount)` writes them. */
export function checkedRowCount(site: string, text: string | undefined): number {
  if (text === undefined || !/^[1-9]\d{0,9}$/.test(text))
    throw refused(site, 'Its row count is not a positive integer.');
  return Number(text);
}

function compactCounts(values: Float64Array): Uint32Array | Float64Array {
  return values.every((value) => value >= 0 && value < UINT32_LIMIT && Number.isInteger(value) && !Object.is(value, -0))
    ? Uint32Array.from(values)
    : values;
}

function compactMeasures(values: Float64Array): Float32Array | Float64Array {
  return values.every((value) => Math.fround(value) === value) ? Float32Array.from(values) : values;
}

function widened(data: Uint32Array | Float32Array | Float64Array): Float64Array {
  return data instanceof Float64Array ? data : Float64Array.from(data);
}
