import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CohortloomError } from '#errors/cohortloom-error';
import { RandomStream } from '#random/random-stream';
import { encodeTensors } from '#sums/tensors/encode-tensors';
import { vector } from '#sums/tensors/named-tensors';
import type { RandomForest } from './forest.ts';
import { decodeForest, encodeForest } from './forest-codec.ts';
import { fitForest } from './random-forest.ts';

const LIMITS = { features: 3, trees: 5, leaves: 60 };

/** Shares ½ and 1; cuts of feature 2 at 0.5 and of feature 0 at −1: kinds 0 and 1 are leaves, 2 and 3 cuts. */
const PARTS = {
  shares: Float64Array.of(0.5, 1),
  features: Int32Array.of(2, 0),
  thresholds: Float64Array.of(0.5, -1),
  nodes: Uint8Array.of(2, 3, 0, 1, 1, 0),
};

function bytesOf(parts: Partial<Record<keyof typeof PARTS, (typeof PARTS)[keyof typeof PARTS]>>): Uint8Array {
  const tensors = Object.entries({ ...PARTS, ...parts }).map(([name, data]) => [name, vector(data)] as const);
  return encodeTensors({ tensors: new Map(tensors), metadata: new Map() });
}

function grown(seed: string, rowCount: number, values: number): RandomForest {
  const stream = new RandomStream(seed);
  const columns = Array.from({ length: LIMITS.features }, () =>
    Float64Array.from({ length: rowCount }, () => stream.int(values) / 7 - 1),
  );
  const labels = Uint8Array.from(columns[0], (x) => (x + stream.uniform() > 0 ? 1 : 0));
  return fitForest(columns, labels, { trees: LIMITS.trees, seed });
}

describe('a forest on the wire', () => {
  it('comes back as it was, from the same bytes for the same forest', () => {
    const sizes = fc.integer({ min: 1, max: LIMITS.leaves });
    fc.assert(
      fc.property(fc.string(), sizes, fc.constantFrom(1, 2, 40, 1e6), (seed, rowCount, values) => {
        const forest = grown(seed, rowCount, values);
        const bytes = encodeForest(forest);
        expect(decodeForest(bytes, LIMITS)).toEqual(forest);
        expect(encodeForest(grown(seed, rowCount, values))).toEqual(bytes);
      }),
      { numRuns: 60 },
    );
  });

  it('is a tree after the other, depth first', () => {
    const { roots, kinds, right } = decodeForest(bytesOf({}), LIMITS);
    expect([...roots]).toEqual([0, 5]);
    expect([...kinds]).toEqual([2, 3, 0, 1, 1, 0]);
    expect([...right]).toEqual([4, 3, 0, 0, 0, 0]);
  });

  it('has kinds of several bytes', () => {
    const features = new Int32Array(40_000);
    const thresholds = Float64Array.from(features, (_, cut) => cut);
    // 2 + 300, 2 + 39,997.
    const nodes = Uint8Array.of(0xae, 0x02, 0, 0xbf, 0xb8, 0x02, 0, 1);
    expect([...decodeForest(bytesOf({ features, thresholds, nodes }), LIMITS).kinds]).toEqual([302, 0, 39_999, 0, 1]);
  });

  it.each<[string, Parameters<typeof bytesOf>[0]]>([
    ['no tree', { nodes: Uint8Array.of() }],
    ['a tree without an end', { nodes: Uint8Array.of(2, 0) }],
    ['a second tree without an end', { nodes: Uint8Array.of(0, 2, 3, 0, 1) }],
    ['too many trees', { nodes: new Uint8Array(6) }],
    ['too many leaves', { nodes: Uint8Array.from({ length: 121 }, (_, node) => (node < 60 ? 2 : 0)) }],
    ['a tree that only goes down', { nodes: new Uint8Array(119).fill(3) }],
    ['too many nodes', { nodes: new Uint8Array(1000).fill(3) }],
    ['a kind that is neither leaf nor cut', { nodes: Uint8Array.of(4, 0, 1) }],
    ['a kind of too many bytes', { nodes: Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0) }],
    ['a kind of half its bytes', { nodes: Uint8Array.of(0, 0x80) }],
    ['nodes that are no bytes', { nodes: Int32Array.of(0) }],
    ['no share', { shares: Float64Array.of() }],
    ['a share above 1', { shares: Float64Array.of(0.5, 1.5) }],
    ['a share that is no number', { shares: Float64Array.of(Number.NaN, 1) }],
    ['shares of another type', { shares: Int32Array.of(0, 1) }],
    ['a column that there is not', { features: Int32Array.of(0, 3) }],
    ['a column below the first', { features: Int32Array.of(0, -1) }],
    ['a cut without a threshold', { thresholds: Float64Array.of(1) }],
    ['a threshold that is not finite', { thresholds: Float64Array.of(1, Number.POSITIVE_INFINITY) }],
    ['thresholds of another type', { thresholds: Int32Array.of(1, 2) }],
  ])('is refused with %s', (_, parts) => {
    expect(() => decodeForest(bytesOf(parts), LIMITS)).toThrow(expect.objectContaining({ code: 'CL-NET-003' }));
  });

  it('is refused with parts missing, or more than there are', () => {
    const file = (names: readonly string[]) =>
      encodeTensors({ tensors: new Map(names.map((name) => [name, vector(new Uint8Array(1))])), metadata: new Map() });
    for (const bytes of [file(['shares', 'features', 'thresholds']), file([]), new Uint8Array(3)]) {
      expect(() => decodeForest(bytes, LIMITS)).toThrow(expect.objectContaining({ code: 'CL-NET-003' }));
    }
  });

  it('is read or refused by name, whatever bytes change', () => {
    const bytes = encodeForest(grown('changed', 40, 40));
    const changes = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(changes, (changed) => {
        const other = bytes.slice();
        for (const [at, value] of changed) other[at] = value;
        try {
          const { roots, kinds, right, shares } = decodeForest(other, LIMITS);
          expect(roots.length).toBeLessThanOrEqual(LIMITS.trees);
          kinds.forEach((kind, node) => expect(kind < shares.length || right[node] > node + 1).toBe(true));
        } catch (error) {
          expect(error).toBeInstanceOf(CohortloomError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
