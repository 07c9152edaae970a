import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Contribution } from './contribution.ts';
import { decodeContribution, encodeContribution } from './contribution-codec.ts';
import { sha256Hex } from './sha256.ts';
import { contributionsTo, layouts } from './testing/arbitrary-contribution.ts';
import { decodeTensors } from './tensors/decode-tensors.ts';
import { encodeTensors } from './tensors/encode-tensors.ts';
import { vector } from './tensors/named-tensors.ts';

const contributions = layouts.chain(contributionsTo);

function encodedWith(metadata: Record<string, string>, values: Float32Array | Uint8Array = Float32Array.of(1)) {
  return encodeTensors({
    tensors: new Map([['w', vector(values)]]),
    metadata: new Map(
      Object.entries({ format: 'cohortloom-contribution-1', rowCount: '3', 'vector:w': 'weighted 3', ...metadata }),
    ),
  });
}

describe('an encoded contribution', () => {
  it('decodes to itself', () => {
    fc.assert(
      fc.property(contributions, (contribution) => {
        const decoded = decodeContribution(encodeContribution(contribution));
        expect(decoded.rowCount).toBe(contribution.rowCount);
        expect(new Map([...decoded.vectors].sort())).toEqual(new Map([...contribution.vectors].sort()));
      }),
    );
  });

  it('has one hash whatever the order of its vectors', () => {
    fc.assert(
      fc.property(contributions, (contribution) => {
        const reversed: Contribution = { ...contribution, vectors: new Map([...contribution.vectors].reverse()) };
        expect(sha256Hex(encodeContribution(reversed))).toBe(sha256Hex(encodeContribution(contribution)));
      }),
    );
  });

  it('holds parameters in place: they are views on the bytes', () => {
    const weights = { kind: 'weighted' as const, weight: 3, values: Float32Array.of(1, 2, 3) };
    const bytes = encodeContribution({ rowCount: 3, vectors: new Map([['w', weights]]) });
    expect(decodeContribution(bytes).vectors.get('w')?.values.buffer).toBe(bytes.buffer);
  });

  it('holds small counts and float32 measures in four bytes each, and loses nothing of the others', () => {
    const vectors = new Map([
      ['small', { kind: 'count' as const, values: Float64Array.of(0, 2 ** 32 - 1) }],
      ['large', { kind: 'count' as const, values: Float64Array.of(0, 2 ** 32) }],
      ['single', { kind: 'measure' as const, scale: 2, values: Float64Array.of(0.5) }],
      ['double', { kind: 'measure' as const, scale: 2, values: Float64Array.of(0.1) }],
    ]);
    const { tensors } = decodeTensors(encodeContribution({ rowCount: 3, vectors }));
    const types = Object.fromEntries([...tensors].map(([name, { data }]) => [name, data.constructor.name]));
    expect(types).toEqual({
      small: 'Uint32Array',
      large: 'Float64Array',
      single: 'Float32Array',
      double: 'Float64Array',
    });
  });

  it('holds long vectors of few counts as places and counts', () => {
    const long = 2 ** 14;
    fc.assert(
      fc.property(fc.dictionary(fc.nat(long - 1).map(String), fc.nat(2 ** 32 - 1), { maxKeys: 30 }), (filled) => {
        const values = new Float64Array(long);
        for (const [place, count] of Object.entries(filled)) values[Number(place)] = count;
        const bytes = encodeContribution({ rowCount: 3, vectors: new Map([['counts', { kind: 'count', values }]]) });
        expect(bytes.length).toBeLessThan(1000);
        expect(decodeContribution(bytes).vectors.get('counts')).toEqual({ kind: 'count', values });
      }),
    );
  });

  it('holds long vectors of many counts, and of none that fits, one after the other', () => {
    for (const fill of [1, 2 ** 40, 0.5, -1]) {
      const values = new Float64Array(2 ** 14).fill(fill);
      const vectors = new Map([['counts', { kind: 'count' as const, values }]]);
      expect(decodeContribution(encodeContribution({ rowCount: 3, vectors })).vectors.get('counts')?.values).toEqual(
        values,
      );
    }
  });

  it.each([
    ['places that do not ascend', 'count 20000', [5, 1, 5, 1]],
    ['a place beyond the end', 'count 20000', [20_000, 1]],
    ['a count of 0', 'count 20000', [5, 0]],
    ['half a pair', 'count 20000', [5]],
    ['a length that would be written out', 'count 100', [5, 1]],
    ['a length that takes too much memory', 'count 999999999', [5, 1]],
    ['a length that is no number', 'count many', [5, 1]],
  ])('is refused with sparse counts of %s', (_, description, pairs) => {
    const bytes = encodeTensors({
      tensors: new Map([['w', vector(Uint32Array.from(pairs))]]),
      metadata: new Map([
        ['format', 'cohortloom-contribution-1'],
        ['rowCount', '3'],
        ['vector:w', description],
      ]),
    });
    expect(() => decodeContribution(bytes, 'north')).toThrow(/CL-ROUND-002/);
  });

  it.each([
    ['of another format', encodedWith({ format: 'other' })],
    ['without a row count', encodedWith({ rowCount: '' })],
    ['with a row count in words', encodedWith({ rowCount: '0x10' })],
    ['of an unknown kind', encodedWith({ 'vector:w': 'median 3' })],
    [
      'without a kind',
      encodeTensors({
        tensors: new Map([['w', vector(Float32Array.of(1))]]),
        metadata: new Map([
          ['format', 'cohortloom-contribution-1'],
          ['rowCount', '3'],
        ]),
      }),
    ],
    ['of a type that its kind does not have', encodedWith({}, Uint8Array.of(1))],
  ])('is refused %s', (_, bytes) => {
    expect(() => decodeContribution(bytes, 'north')).toThrow(/CL-ROUND-002/);
  });

  it('is refused when it is no file of tensors', () => {
    expect(() => decodeContribution(Uint8Array.of(1, 2, 3))).toThrow(/CL-NET-003/);
  });
});
