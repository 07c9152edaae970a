import { refused } from './check-contribution.ts';
import type { ContributionVector } from './contribution.ts';
import type { TensorData } from './tensors/named-tensors.ts';

/** Counts from this length on are written as pairs of place and count where most of them are 0. */
const SPARSE_FROM = 2 ** 14;

/** Longer vectors are written out: the length of a sparse one is not in proportion to its bytes. */
const SPARSE_TO = 2 ** 24;

/** How a vector is told in metadata, and the narrowest array that holds its values without loss. */
export function describeVector(vector: ContributionVector): { description: string; data: TensorData } {
  switch (vector.kind) {
    case 'count':
      return describeCounts(vector.values);
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
  if (kind === 'count' && argument !== undefined && data instanceof Uint32Array) {
    return { kind, values: spreadOut(site, name, argument, data) };
  }
  if (kind === 'count' && argument === undefined && (data instanceof Uint32Array || data instanceof Float64Array)) {
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

function describeCounts(values: Float64Array): { description: string; data: TensorData } {
  const others = countOthers(values);
  if (others === undefined) return { description: 'count', data: values };
  if (values.length >= SPARSE_FROM && values.length <= SPARSE_TO && 2 * others < values.length) {
    return { description: `count ${values.length}`, data: placesAndCounts(values, others) };
  }
  const data = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) data[i] = values[i];
  return { description: 'count', data };
}

/** How many values aren't 0; undefined where not all of them are whole numbers of 32 bits. */
function countOthers(values: Float64Array): number | undefined {
  let others = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value >>> 0 !== value || Object.is(value, -0)) return undefined;
    if (value !== 0) others++;
  }
  return others;
}

function placesAndCounts(values: Float64Array, others: number): Uint32Array {
  const pairs = new Uint32Array(2 * others);
  for (let i = 0, at = 0; i < values.length; i++) {
    if (values[i] === 0) continue;
    pairs[at++] = i;
    pairs[at++] = values[i];
  }
  return pairs;
}

/** The vector of pairs whose places ascend. A vector has one encoding, so that its hash tells it. */
function spreadOut(site: string, name: string, lengthText: string, pairs: Uint32Array): Float64Array {
  const length = /^[1-9]\d{0,8}$/.test(lengthText) ? Number(lengthText) : 0;
  if (length < SPARSE_FROM || length > SPARSE_TO || pairs.length % 2 !== 0 || pairs.length >= length) {
    throw refused(site, `The vector ${name} is not written as sparse counts are.`);
  }
  const values = new Float64Array(length);
  for (let i = 0, last = -1; i < pairs.length; i += 2) {
    const [place, count] = [pairs[i], pairs[i + 1]];
    if (place <= last || place >= length || count === 0) {
      throw refused(site, `The vector ${name} has places that don't ascend, or counts of 0.`);
    }
    values[place] = count;
    last = place;
  }
  return values;
}

function compactMeasures(values: Float64Array): Float32Array | Float64Array {
  return values.every((value) => Math.fround(value) === value) ? Float32Array.from(values) : values;
}

function widened(data: Uint32Array | Float32Array | Float64Array): Float64Array {
  return data instanceof Float64Array ? data : new Float64Array(data);
}
