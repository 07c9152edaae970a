import { fromBinary, toBinary, type DescMessage } from '@bufbuild/protobuf';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ConnectRequestSchema, ConnectResponseSchema } from '../gen/cohortloom/v1/link_pb.ts';
import type { Chunk } from '../gen/cohortloom/v1/transfer_pb.ts';
import { connectRequest, connectResponse } from '../grpc/agent-link.ts';
import { releaseChunk, releaseFrame, writeEnvelope } from './chunk-codec.ts';

const UINT32 = fc.nat(2 ** 32 - 1);
const CHUNKS = fc.record({
  assignment: fc.record({ round: UINT32, exchange: UINT32 }),
  offset: UINT32,
  data: fc.uint8Array({ maxLength: 400 }),
});

/** As grpc-js has it: in a frame of its own. */
function framed(written: Buffer): Buffer {
  const frame = Buffer.allocUnsafeSlow(written.byteLength + 5);
  expect(written.length).toBe(written.byteLength);
  written.copy(frame, 5);
  return frame;
}

describe('writeEnvelope', () => {
  test('writes chunks as any protobuf writer does, in both directions', () => {
    const read = <Schema extends DescMessage>(schema: Schema, written: Buffer) =>
      fromBinary(schema, framed(written).subarray(5));
    fc.assert(
      fc.property(CHUNKS, (chunk) => {
        const request = connectRequest({ case: 'chunk', value: chunk });
        const response = connectResponse({ case: 'chunk', value: chunk });
        expect(read(ConnectRequestSchema, writeEnvelope(ConnectRequestSchema, request))).toEqual(request);
        expect(read(ConnectResponseSchema, writeEnvelope(ConnectResponseSchema, response))).toEqual(response);
      }),
    );
  });

  test('leaves everything else to the general writer', () => {
    const message = connectRequest({ case: 'progress', value: { done: 3, total: 7 } });
    const bytes = writeEnvelope(ConnectRequestSchema, message);
    expect(new Uint8Array(bytes)).toEqual(toBinary(ConnectRequestSchema, message));
  });

  test('skips a kind of message that it does not know', () => {
    const unknown = new Uint8Array([0xfa, 0x01, 0x02, 0x08, 0x01]);
    expect(fromBinary(ConnectRequestSchema, unknown).message.case).toBeUndefined();
  });
});

describe('releaseFrame', () => {
  test("gives back the frame of a chunk, but not the chunk's data nor memory that others may share", () => {
    const data = new Uint8Array(300).fill(7);
    const message = connectResponse({ case: 'chunk', value: { data } });
    const frame = framed(writeEnvelope(ConnectResponseSchema, message));
    releaseFrame(message);
    expect(frame.length).toBe(0);
    expect(data).toEqual(new Uint8Array(300).fill(7));

    const pool = Buffer.alloc(2_000);
    writeEnvelope(ConnectResponseSchema, message).copy(pool.subarray(100), 5);
    releaseFrame(message);
    expect(pool.length).toBe(2_000);
    expect(() => releaseFrame({})).not.toThrow();
  });
});

describe('releaseChunk', () => {
  test('gives memory back, but never memory that others may share', () => {
    const large = { data: new Uint8Array(200_000) } as Chunk;
    const small = { data: Buffer.from('shared pool') } as unknown as Chunk;
    releaseChunk(large);
    releaseChunk(small);
    expect(large.data.length).toBe(0);
    expect(String(small.data)).toBe('shared pool');
  });

  test.each([17_918, 65_536, 200_000])('leaves a chunk of %d bytes alone that lies in a larger buffer', (length) => {
    const chunk = { data: Buffer.allocUnsafeSlow(length + 100_000).subarray(0, length) } as unknown as Chunk;
    const pooled = { data: Buffer.allocUnsafe(length) } as unknown as Chunk;
    releaseChunk(chunk);
    expect(chunk.data.length).toBe(length);
    expect(() => releaseChunk(pooled)).not.toThrow();
  });
});
