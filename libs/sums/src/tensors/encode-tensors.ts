import { BYTES_PER_VALUE, typeOf, type NamedTensor, type TensorFile } from './named-tensors.ts';

/** Data begins at a multiple of this, so that every value can be read in place. */
const ALIGNMENT = 8;
const LENGTH_BYTES = 8;

/**
 * Writes the safetensors layout (huggingface.co/docs/safetensors): header length as 8 little-endian bytes, JSON header,
 * data. The bytes are canonical: wider types first, then names and metadata in code unit order, no holes. So the same
 * tensors always have the same SHA-256. For little-endian machines, as all that Node supports in practice.
 */
export function encodeTensors(file: TensorFile): Uint8Array<ArrayBuffer> {
  const ordered = [...file.tensors].sort(byWidthThenName);
  const header = encodeHeader(ordered, file.metadata);
  const dataStart = LENGTH_BYTES + header.length;
  const bytes = new Uint8Array(dataStart + ordered.reduce((size, [, { data }]) => size + data.byteLength, 0));
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, LENGTH_BYTES);
  let offset = dataStart;
  for (const [, { data }] of ordered) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

function encodeHeader(tensors: readonly [string, NamedTensor][], metadata: ReadonlyMap<string, string>): Uint8Array {
  const entries: string[] = [];
  if (metadata.size > 0) entries.push(`"__metadata__":${canonicalObject(metadata)}`);
  let start = 0;
  for (const [name, { shape, data }] of tensors) {
    const end = start + data.byteLength;
    const entry = { dtype: typeOf(data), shape, data_offsets: [start, end] };
    entries.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
    start = end;
  }
  const text = new TextEncoder().encode(`{${entries.join(',')}}`);
  const padded = new Uint8Array(Math.ceil(text.length / ALIGNMENT) * ALIGNMENT).fill(0x20);
  padded.set(text);
  return padded;
}

function canonicalObject(metadata: ReadonlyMap<string, string>): string {
  const entries = [...metadata].sort(([a], [b]) => byCodeUnits(a, b));
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`;
}

function byWidthThenName([a, x]: [string, NamedTensor], [b, y]: [string, NamedTensor]): number {
  return BYTES_PER_VALUE[typeOf(y.data)] - BYTES_PER_VALUE[typeOf(x.data)] || byCodeUnits(a, b);
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
