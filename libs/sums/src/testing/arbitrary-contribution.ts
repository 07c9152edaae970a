import fc from 'fast-check';
import type { Contribution, ContributionVector } from '../contribution.ts';
import type { SumLayout, VectorLayout } from '../layout.ts';

const SCALE = 2 ** 20;

export const layouts: fc.Arbitrary<SumLayout> = fc
  .dictionary(fc.string({ maxLength: 8 }), vectorLayouts(), { maxKeys: 4 })
  .map((vectors) => new Map(Object.entries(vectors)));

/** Contributions that fit one layout, with the layout; from 1 to `maxSites` sites. */
export function federations(
  maxSites: number,
): fc.Arbitrary<{ layout: SumLayout; contributions: Map<string, Contribution> }> {
  return layouts.chain((layout) =>
    fc
      .array(contributionsTo(layout), { minLength: 1, maxLength: maxSites, size: 'max' })
      .map((list) => ({ layout, contributions: new Map(list.map((one, i) => [`site-${i}`, one])) })),
  );
}

export function contributionsTo(layout: SumLayout): fc.Arbitrary<Contribution> {
  return fc
    .integer({ min: 1, max: 5000 })
    .chain((rowCount) =>
      fc
        .tuple(...[...layout].map(([name, vector]) => vectorsTo(vector, rowCount).map((made) => [name, made] as const)))
        .map((vectors) => ({ rowCount, vectors: new Map(vectors) })),
    );
}

function vectorLayouts(): fc.Arbitrary<VectorLayout> {
  const length = fc.integer({ min: 0, max: 6 });
  return fc.oneof(
    fc.record({ kind: fc.constant('count' as const), length }),
    fc.record({ kind: fc.constant('measure' as const), length, scale: fc.constant(SCALE) }),
    fc.record({ kind: fc.constant('weighted' as const), length }),
  );
}

function vectorsTo({ kind, length }: VectorLayout, rowCount: number): fc.Arbitrary<ContributionVector> {
  const sized = { minLength: length, maxLength: length };
  switch (kind) {
    case 'count':
      return fc
        .array(fc.oneof(fc.nat(1000), fc.integer({ min: 2 ** 32 - 2, max: 2 ** 40 })), sized)
        .map((values) => ({ kind, values: Float64Array.from(values) }));
    case 'measure':
      return fc
        .array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), sized)
        .map((values) => ({ kind, scale: SCALE, values: Float64Array.from(values) }));
    case 'weighted':
      return fc
        .array(fc.float({ min: -1000, max: 1000, noNaN: true }), sized)
        .map((values) => ({ kind, weight: rowCount, values: Float32Array.from(values) }));
  }
}
