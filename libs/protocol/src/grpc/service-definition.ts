import { fromBinary, toBinary, type DescMessage, type Message } from '@bufbuild/protobuf';
import type { GenService, GenServiceMethods } from '@bufbuild/protobuf/codegenv2';
import type { MethodDefinition } from '@grpc/grpc-js';

/** How one message type becomes bytes; for types whose bulk shouldn't be copied. */
export interface MessageCodec {
  readonly serialize: (message: never) => Buffer;
}

/** Message type name → its own way to be written. */
export type CodecOverrides = ReadonlyMap<string, MessageCodec>;

/**
 * A protobuf-es service as grpc-js expects one, for server and client alike. Reading never copies: `bytes` fields are
 * views of the received buffer.
 * @see https://grpc.github.io/grpc/node/grpc.html#~ServiceDefinition
 */
export function toServiceDefinition<Methods extends GenServiceMethods>(
  service: GenService<Methods>,
  overrides: CodecOverrides = new Map(),
): Record<string, MethodDefinition<object, object>> {
  return Object.fromEntries(
    service.methods.map((method) => [
      method.localName,
      {
        path: `/${service.typeName}/${method.name}`,
        requestStream: method.methodKind === 'client_streaming' || method.methodKind === 'bidi_streaming',
        responseStream: method.methodKind === 'server_streaming' || method.methodKind === 'bidi_streaming',
        requestSerialize: serializer(method.input, overrides),
        requestDeserialize: (bytes: Buffer) => fromBinary(method.input, bytes),
        responseSerialize: serializer(method.output, overrides),
        responseDeserialize: (bytes: Buffer) => fromBinary(method.output, bytes),
        originalName: method.localName,
      },
    ]),
  );
}

function serializer(schema: DescMessage, overrides: CodecOverrides): (message: object) => Buffer {
  const override = overrides.get(schema.typeName);
  if (override) return override.serialize as (message: object) => Buffer;
  return (message) => asBuffer(toBinary(schema, message as Message));
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
