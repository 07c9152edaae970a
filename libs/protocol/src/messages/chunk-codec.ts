import { toBinary, type DescMessage, type MessageShape } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { ChunkSchema, type Chunk } from '../gen/cohortloom/v1/transfer_pb.ts';

const CHUNK_FIELD = 4;
const DATA_FIELD = 15;
const NO_DATA = new Uint8Array(0);

interface Envelope {
  readonly message: { readonly case: string | undefined; readonly value?: unknown };
}

/**
 * Writes a ConnectRequest or ConnectResponse. A chunk's data is copied once, into its place in the message, where the
 * general writer would copy it three times; everything else is left to the general writer.
 */
export function serializeEnvelope<Schema extends DescMessage>(
  schema: Schema,
  envelope: MessageShape<Schema> & Envelope,
): Buffer {
  const { message } = envelope;
  if (message.case === 'chunk') return serializeChunk(message.value as Chunk);
  const bytes = toBinary(schema, envelope);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The envelope's field `chunk` (4 in both directions) holding the chunk, whose `data` is written last. */
function serializeChunk(chunk: Chunk): Buffer {
  const fields = toBinary(ChunkSchema, { ...chunk, data: NO_DATA });
  const dataHeader = new BinaryWriter().tag(DATA_FIELD, WireType.LengthDelimited).uint32(chunk.data.length).finish();
  const chunkLength = fields.length + dataHeader.length + chunk.data.length;
  const header = new BinaryWriter().tag(CHUNK_FIELD, WireType.LengthDelimited).uint32(chunkLength).finish();
  return Buffer.concat([header, fields, dataHeader, chunk.data]);
}
