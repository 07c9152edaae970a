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

/**
 * Writes the messages of one stream. A chunk's data is copied once, into a buffer that every chunk of the stream uses
 * again: what it returns is valid until the next call, and grpc-js copies it into its own frame before it asks for more.
 * (Fresh buffers for each chunk would make the garbage collector the most expensive part of an exchange.)
 */
export class EnvelopeWriter {
  #scratch = Buffer.alloc(0);

  /** A ConnectRequest or ConnectResponse as bytes; chunks have the same field number in both. */
  write<Schema extends DescMessage>(schema: Schema, envelope: MessageShape<Schema> & Envelope): Buffer {
    const { message } = envelope;
    if (message.case === 'chunk') return this.#writeChunk(message.value as Chunk);
    const bytes = toBinary(schema, envelope);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The chunk's `data` comes last, so that everything else can be written by the general writer. */
  #writeChunk(chunk: Chunk): Buffer {
    const { data } = chunk;
    const fields = toBinary(ChunkSchema, { ...chunk, data: NO_DATA });
    const dataHeader = new BinaryWriter().tag(DATA_FIELD, WireType.LengthDelimited).uint32(data.length).finish();
    const chunkLength = fields.length + dataHeader.length + data.length;
    const header = new BinaryWriter().tag(CHUNK_FIELD, WireType.LengthDelimited).uint32(chunkLength).finish();
    return this.#join([header, fields, dataHeader, data], header.length + chunkLength);
  }

  #join(parts: readonly Uint8Array[], length: number): Buffer {
    if (this.#scratch.length < length) this.#scratch = Buffer.allocUnsafeSlow(length);
    let offset = 0;
    for (const part of parts) {
      this.#scratch.set(part, offset);
      offset += part.length;
    }
    return this.#scratch.subarray(0, length);
  }
}

/**
 * Gives the memory of a received chunk back at once instead of when the garbage collector gets to it. Nobody may use
 * the chunk's data, or anything else of the message, afterwards.
 */
export function releaseChunk({ data }: Chunk): void {
  const isAlone = data.length >= OWN_MEMORY && data.buffer.byteLength - data.length < MESSAGE_OVERHEAD;
  if (isAlone && data.buffer instanceof ArrayBuffer) data.buffer.transfer(0);
}
