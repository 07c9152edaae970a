import { CohortloomError } from '#errors/cohortloom-error';
import {
  BYTES_PER_VALUE,
  type NamedTensor,
  type TensorData,
  type TensorFile,
  type TensorType,
} from './named-tensors.ts';

/** A header longer than this is refused before it is parsed. */
export const MAX_HEADER_BYTES = 4 * 1024 * 1024;

const LENGTH_BYTES = 8;
const METADATA = '__metadata__';

interface HeaderEntry {
  readonly name: string;
  readonly type: TensorType;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/**
 * Reads the safetensors layout. The tensors are views on `bytes` wherever the address allows (8-byte aligned bytes that
 * `encodeTensors` wrote always do), so don't change the bytes afterwards.
 * @throws CL-NET-003 for anything that isn't one complete, gap-free file of the types above
 */
export function decodeTensors(bytes: Uint8Array): TensorFile {
  const headerLength = readHeaderLength(bytes);
  const dataStart = LENGTH_BYTES + headerLength;
  const header = parseHeader(bytes.subarray(LENGTH_BYTES, dataStart));
  const { [METADATA]: metadata, ...described } = header;
  const entries = Object.entries(described).map(([name, entry]) => readEntry(name, entry));
  requireGapFree(entries, bytes.length - dataStart);
  return {
    tensors: new Map(entries.map((entry) => [entry.name, readTensor(bytes, dataStart, entry)])),
    metadata: readMetadata(metadata),
  };
}

function readHeaderLength(bytes: Uint8Array): number {
  if (bytes.length < LENGTH_BYTES) throw damaged('it is shorter than its header');
  const length = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES)) throw damaged('its header is too long');
  if (length > BigInt(bytes.length - LENGTH_BYTES)) throw damaged('it is shorter than its header');
  return Number(length);
}

function parseHeader(text: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
  } catch (cause) {
    throw damaged('its header is not JSON', cause);
  }
  if (!isRecord(header)) throw damaged('its header is not an object');
  return header;
}

function readMetadata(metadata: unknown): Map<string, string> {
  if (metadata === undefined) return new Map();
  if (!isRecord(metadata)) throw damaged('its metadata are not an object');
  const entries = Object.entries(metadata);
  if (!entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
    throw damaged('its metadata are not text');
  }
  return new Map(entries);
}

function readEntry(name: string, entry: unknown): HeaderEntry {
  if (!isRecord(entry) || !isTensorType(entry.dtype)) throw damaged('a tensor has an unknown type');
  const { dtype: type, shape, data_offsets: offsets } = entry;
  if (!isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) throw damaged('a tensor has no shape or place');
  const [start, end] = offsets;
  const size = shape.reduce((product, length) => product * length, BYTES_PER_VALUE[type]);
  if (end - start !== size) throw damaged("a tensor's shape doesn't fit its data");
  return { name, type, shape, start, end };
}

function requireGapFree(entries: readonly HeaderEntry[], dataLength: number): void {
  let position = 0;
  for (const { start, end } of entries.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (start !== position) throw damaged('its tensors overlap or leave holes');
    position = end;
  }
  if (position !== dataLength) throw damaged('its length differs from what its header tells');
}

function readTensor(bytes: Uint8Array, dataStart: number, { type, shape, start, end }: HeaderEntry): NamedTensor {
  const data = bytes.subarray(dataStart + start, dataStart + end);
  const aligned = data.byteOffset % BYTES_PER_VALUE[type] === 0 ? data : new Uint8Array(data);
  return { shape, data: view(type, aligned.buffer, aligned.byteOffset, data.length / BYTES_PER_VALUE[type]) };
}

function view(type: TensorType, buffer: ArrayBufferLike, offset: number, length: number): TensorData {
  switch (type) {
    case 'F32':
      return new Float32Array(buffer, offset, length);
    case 'F64':
      return new Float64Array(buffer, offset, length);
    case 'I32':
      return new Int32Array(buffer, offset, length);
    case 'U32':
      return new Uint32Array(buffer, offset, length);
    case 'U8':
      return new Uint8Array(buffer, offset, length);
  }
}

function isTensorType(type: unknown): type is TensorType {
  return typeof type === 'string' && Object.hasOwn(BYTES_PER_VALUE, type);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function damaged(reason: string, cause?: unknown): CohortloomError {
  return new CohortloomError('CL-NET-003', {
    what: `A file of tensors can't be read: ${reason}.`,
    todo: 'Send or save it again; if that fails too, check that both sides run the same version.',
    cause,
  });
}
