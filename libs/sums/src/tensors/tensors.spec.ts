import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CohortloomError } from '#errors/cohortloom-error';
import { decodeTensors, MAX_HEADER_BYTES } from './decode-tensors.ts';
import { encodeTensors } from './encode-tensors.ts';
import { vector, type NamedTensor, type TensorFile } from './named-tensors.ts';

const tensors: fc.Arbitrary<NamedTensor> = fc
  .oneof(
    fc.float32Array({ maxLength: 9 }),
    fc.float64Array({ maxLength: 9 }),
    fc.int32Array({ maxLength: 9 }),
    fc.uint32Array({ maxLength: 9 }),
    fc.uint8Array({ maxLength: 9 }),
  )
  .map(vector);

const files: fc.Arbitrary<TensorFile> = fc.record({
  tensors: fc
    .dictionary(
      fc.string().filter((name) => name !== '__metadata__'),
      tensors,
    )
    .map((made) => new Map(Object.entries(made))),
  metadata: fc.dictionary(fc.string(), fc.string()).map((made) => new Map(Object.entries(made))),
});

/** The layout written out by hand, after the format's description. */
function assemble(header: string, data = new Uint8Array(), length = BigInt(Buffer.byteLength(header))): Uint8Array {
  const bytes = new Uint8Array(8 + Buffer.byteLength(header) + data.length);
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  bytes.set(new TextEncoder().encode(header), 8);
  bytes.set(data, 8 + Buffer.byteLength(header));
  return bytes;
}

describe('a file of tensors', () => {
  it('decodes to itself', () => {
    fc.assert(
      fc.property(files, (file) => {
        const decoded = decodeTensors(encodeTensors(file));
        expect(new Map([...decoded.tensors].sort())).toEqual(new Map([...file.tensors].sort()));
        expect(new Map([...decoded.metadata].sort())).toEqual(new Map([...file.metadata].sort()));
      }),
    );
  });

  it('decodes at any address', () => {
    fc.assert(
      fc.property(files, fc.nat(16), (file, shift) => {
        const encoded = encodeTensors(file);
        const moved = Buffer.alloc(encoded.length + shift);
        moved.set(encoded, shift);
        expect(decodeTensors(moved.subarray(shift))).toEqual(decodeTensors(encoded));
      }),
    );
  });

  it('has one encoding', () => {
    fc.assert(
      fc.property(files, (file) => {
        const reversed = {
          tensors: new Map([...file.tensors].reverse()),
          metadata: new Map([...file.metadata].reverse()),
        };
        expect(encodeTensors(reversed)).toEqual(encodeTensors(file));
      }),
    );
  });

  it('starts its data at a multiple of 8 and puts wide values first', () => {
    const file = {
      tensors: new Map([
        ['a', vector(Uint8Array.of(7))],
        ['b', { shape: [2, 1], data: Float32Array.of(1, 2) }],
        ['c', vector(Float64Array.of(3))],
      ]),
      metadata: new Map([['k', 'v']]),
    };
    const bytes = encodeTensors(file);
    const headerLength = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(headerLength % 8).toBe(0);
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength)).trimEnd()).toBe(
      '{"__metadata__":{"k":"v"},' +
        '"c":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},' +
        '"b":{"dtype":"F32","shape":[2,1],"data_offsets":[8,16]},' +
        '"a":{"dtype":"U8","shape":[1],"data_offsets":[16,17]}}',
    );
    expect(decodeTensors(bytes).tensors.get('b')?.shape).toEqual([2, 1]);
  });

  it('reads what another writer has written', () => {
    const bytes = assemble(
      '{"x":{"dtype":"I32","shape":[1],"data_offsets":[0,4]}}  ',
      Uint8Array.of(255, 255, 255, 255),
    );
    expect(decodeTensors(bytes)).toEqual({
      tensors: new Map([['x', { shape: [1], data: Int32Array.of(-1) }]]),
      metadata: new Map(),
    });
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['a length alone that promises more', assemble('', undefined, 5n)],
    ['a header longer than allowed', assemble('', undefined, BigInt(MAX_HEADER_BYTES + 1))],
    ['an absurd header length', assemble('{}', undefined, 2n ** 63n)],
    ['no JSON', assemble('{"x":')],
    ['no UTF-8', assemble('').length > 0 ? Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0xff) : new Uint8Array()],
    ['a list', assemble('[]')],
    ['null', assemble('null')],
    ['metadata that are no text', assemble('{"__metadata__":{"a":1}}')],
    ['metadata that are no object', assemble('{"__metadata__":"a"}')],
    ['an unknown type', assemble('{"x":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}}', new Uint8Array(2))],
    [
      'a type of the prototype',
      assemble('{"x":{"dtype":"toString","shape":[1],"data_offsets":[0,2]}}', new Uint8Array(2)),
    ],
    ['a shape that does not fit', assemble('{"x":{"dtype":"U8","shape":[3],"data_offsets":[0,2]}}', new Uint8Array(2))],
    ['a negative shape', assemble('{"x":{"dtype":"U8","shape":[-1,-2],"data_offsets":[0,2]}}', new Uint8Array(2))],
    ['a hole', assemble('{"x":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}', new Uint8Array(2))],
    [
      'an overlap',
      assemble(
        '{"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"y":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}',
        new Uint8Array(2),
      ),
    ],
    ['data missing', assemble('{"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}', new Uint8Array(1))],
    ['data left over', assemble('{"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}', new Uint8Array(3))],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeTensors(bytes)).toThrow(/CL-NET-003/);
  });

  it('refuses any damage with the one error, or reads a file of the same shape', () => {
    fc.assert(
      fc.property(files, fc.nat(), fc.nat(255), (file, position, value) => {
        const bytes = encodeTensors(file);
        bytes[position % bytes.length] = value;
        try {
          decodeTensors(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(CohortloomError);
        }
      }),
    );
  });
});
