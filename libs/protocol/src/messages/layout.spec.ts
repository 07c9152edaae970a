import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from '@jest/globals';
import { VectorLayoutSchema, type VectorKind } from '../gen/cohortloom/v1/round_pb.ts';
import type { SumLayout } from '#sums/layout';
import { layoutFromWire, layoutToWire, roundKindFromWire, roundKindToWire } from './layout.ts';

describe('a layout on the wire', () => {
  test('comes back the same, in the same order', () => {
    const layout: SumLayout = new Map([
      ['weights', { kind: 'weighted', length: 12 }],
      ['age:sum', { kind: 'measure', length: 1, scale: 2 ** -10 }],
      ['sex', { kind: 'count', length: 3 }],
    ]);
    const wire = layoutToWire(layout).map((vector) => create(VectorLayoutSchema, vector));
    expect([...layoutFromWire(wire)]).toEqual([...layout]);
  });

  test('is refused when it names a kind of vector that this release does not know', () => {
    const vector = create(VectorLayoutSchema, { name: 'x', kind: 9 as VectorKind, length: 1 });
    expect(() => layoutFromWire([vector])).toThrow(/CL-NET-001 .*kind of vector \(9\)/);
  });
});

test.each(['profile', 'train', 'assess'] as const)('the round kind %s comes back the same', (kind) => {
  expect(roundKindFromWire(roundKindToWire(kind))).toBe(kind);
});
