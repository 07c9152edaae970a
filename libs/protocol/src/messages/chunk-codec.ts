import { toBinary, type DescMessage, type MessageShape } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { ChunkSchema, type Chunk } from '../gen/cohortloom/v1/transfer_pb.ts';

const CHUNK_FIELD = 4;
const DATA_FIELD = 15;
const NO_DATA = new Uint8Array(0);
/** Only a chunk that fills nearly all of a large buffer has that memory to itself; smaller ones may lie in a pool. */
const OWN_MEMORY = 128 * 1024;
const MESSAGE_OVERHEAD = 4 * 1024;

interface Envelope {
  readonly message: { readonly case: string | undefined; readonly value?: unknown };
}

/** Where grpc-js has had a chunk copied to, by the message that was sent. */
const frames = new WeakMap<object, Uint8Array>();

/**
 * A ConnectRequest or ConnectResponse as bytes; chunks have the same field number in both. What a chunk becomes is joined
 * only where grpc-js copies it into its own frame, so that its data is copied once.
 */
export function writeEnvelope<Schema extends DescMessage>(
  schema: Schema,
  envelope: MessageShape<Schema> & Envelope,
): Buffer {
  const { message } = envelope;
  if (message.case === 'chunk') return new WrittenChunk(envelope, message.value as Chunk) as unknown as Buffer;
  const bytes = toBinary(schema, envelope);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Stands for the bytes of a chunk's envelope: has what grpc-js asks of a Buffer before it writes the frame. */
class WrittenChunk {
  readonly length: number;
  readonly #envelope: object;
  readonly #head: Uint8Array;
  readonly #data: Uint8Array;

  /** The chunk's `data` comes last, so that everything else can be written by the general writer. */
  constructor(envelope: object, chunk: Chunk) {
    const { data } = chunk;
    const fields = toBinary(ChunkSchema, { ...chunk, data: NO_DATA });
    const dataHeader = new BinaryWriter().tag(DATA_FIELD, WireType.LengthDelimited).uint32(data.length).finish();
    const chunkLength = fields.length + dataHeader.length + data.length;
    const writer = new BinaryWriter().tag(CHUNK_FIELD, WireType.LengthDelimited).uint32(chunkLength);
    this.#head = writer.raw(fields).raw(dataHeader).finish();
    this.#data = data;
    this.#envelope = envelope;
    this.length = this.#head.length + data.length;
  }

  get byteLength(): number {
    return this.length;
  }

  copy(target: Uint8Array, start = 0): number {
    target.set(this.#head, start);
    target.set(this.#data, start + this.#head.length);
    frames.set(this.#envelope, target);
    return this.length;
  }
}

/**
 * Gives the memory of a chunk's frame back at once. Only for a server, once the write has called back without an error:
 * then HTTP/2 has handed all of the frame on. (What a client is told of its first messages comes before they are written.)
 */
export function releaseFrame(message: object): void {
  const frame = frames.get(message);
  frames.delete(message);
  if (frame?.length === frame?.buffer.byteLength) giveBack(frame?.buffer);
}

/**
 * Gives the memory of a received chunk back at once instead of when the garbage collector gets to it. Nobody may use
 * the chunk's data, or anything else of the message, afterwards.
 */
export function releaseChunk({ data }: Chunk): void {
  if (data.length >= OWN_MEMORY && data.buffer.byteLength - data.length < MESSAGE_OVERHEAD) giveBack(data.buffer);
}

function giveBack(buffer: ArrayBufferLike | undefined): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
