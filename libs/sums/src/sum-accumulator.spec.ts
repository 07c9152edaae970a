import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CohortloomError } from '#errors/cohortloom-error';
import type { Contribution, ContributionVector, Sum } from './contribution.ts';
import { encodeContribution } from './contribution-codec.ts';
import { exactSum } from './exact-sum.ts';
import type { SumLayout } from './layout.ts';
import { mean, means } from './mean.ts';
import { SumAccumulator } from './sum-accumulator.ts';
import { federations } from './testing/arbitrary-contribution.ts';

const LAYOUT: SumLayout = new Map([
  ['rows', { kind: 'count', length: 2 }],
  ['moments', { kind: 'measure', length: 2, scale: 1024 }],
  ['weights', { kind: 'weighted', length: 2 }],
]);

function contribution(changes: Record<string, ContributionVector> = {}, rowCount = 3): Contribution {
  const vectors: Record<string, ContributionVector> = {
    rows: { kind: 'count', values: Float64Array.of(1, 2) },
    moments: { kind: 'measure', scale: 1024, values: Float64Array.of(0.5, -1.25) },
    weights: { kind: 'weighted', weight: rowCount, values: Float32Array.of(0.25, -2) },
    ...changes,
  };
  return { rowCount, vectors: new Map(Object.entries(vectors)) };
}

function bits(sum: Sum): string {
  return JSON.stringify({
    ...sum,
    vectors: [...sum.vectors].map(([name, { kind, values, weight }]) => [
      name,
      kind,
      Buffer.from(values.buffer).toString('hex'),
      weight,
    ]),
  });
}

function errorOf(action: () => unknown): CohortloomError {
  try {
    action();
  } catch (error) {
    if (error instanceof CohortloomError) return error;
  }
  throw new Error('expected a CohortloomError');
}

describe('a sum', () => {
  it('adds counts, scaled measures and n·w', () => {
    const other = contribution({ rows: { kind: 'count', values: Float64Array.of(5, 0) } }, 1);
    const sum = exactSum(
      LAYOUT,
      new Map([
        ['a', contribution()],
        ['b', other],
      ]),
    );
    expect(sum).toMatchObject({ siteCount: 2, rowCount: 4 });
    expect(sum.vectors.get('rows')).toEqual({ kind: 'count', values: Float64Array.of(6, 2), weight: 0 });
    expect(sum.vectors.get('moments')).toEqual({ kind: 'measure', values: Float64Array.of(1, -2.5), weight: 0 });
    expect(sum.vectors.get('weights')).toEqual({ kind: 'weighted', values: Float64Array.of(1, -8), weight: 4 });
    expect(mean(sum, 'weights')).toEqual(Float32Array.of(0.25, -2));
    expect([...means(sum).keys()]).toEqual(['weights']);
  });

  it('is the same, bit for bit, in any order of 1 to 43 sites', () => {
    fc.assert(
      fc.property(federations(43), fc.infiniteStream(fc.nat()), ({ layout, contributions }, draws) => {
        const shuffled = [...contributions]
          .map((entry) => ({ entry, rank: draws.next().value as number }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ entry }) => entry);
        expect(bits(exactSum(layout, new Map(shuffled)))).toBe(bits(exactSum(layout, contributions)));
      }),
    );
  });

  it('of shards is the sum of the pooled counts and measures', () => {
    fc.assert(
      fc.property(federations(43), fc.nat(42), ({ layout, contributions }, cut) => {
        const entries = [...contributions];
        const parts = [entries.slice(0, cut), entries.slice(cut)].map((part) => exactSum(layout, new Map(part)));
        const whole = exactSum(layout, contributions);
        expect(parts[0].rowCount + parts[1].rowCount).toBe(whole.rowCount);
        for (const [name, { values }] of whole.vectors) {
          const added = values.map((_, i) => valueOf(parts[0], name, i) + valueOf(parts[1], name, i));
          expect(added).toEqual(values);
        }
      }),
    );
  });

  it('is near the real sum: half a unit per site', () => {
    fc.assert(
      fc.property(federations(10), ({ layout, contributions }) => {
        for (const [name, { values, kind }] of exactSum(layout, contributions).vectors) {
          values.forEach((value, i) => {
            let real = 0;
            for (const { vectors } of contributions.values()) {
              const vector = vectors.get(name);
              real += (vector?.kind === 'weighted' ? vector.weight : 1) * (vector?.values[i] ?? 0);
            }
            const unit = kind === 'weighted' ? 2 ** -24 : kind === 'measure' ? 2 ** -20 : 0;
            expect(Math.abs(value - real)).toBeLessThanOrEqual(
              (unit / 2) * contributions.size + 1e-9 * Math.abs(real) + 1e-6,
            );
          });
        }
      }),
    );
  });

  it('is the same from encoded contributions', () => {
    fc.assert(
      fc.property(federations(5), ({ layout, contributions }) => {
        const accumulator = new SumAccumulator(layout);
        for (const [site, one] of contributions) accumulator.addEncoded(site, encodeContribution(one));
        expect(bits(accumulator.finish())).toBe(bits(exactSum(layout, contributions)));
      }),
    );
  });
});

function valueOf(sum: Sum, name: string, index: number): number {
  return sum.vectors.get(name)?.values[index] ?? 0;
}

describe('a contribution is refused', () => {
  const cases: [string, Contribution, RegExp][] = [
    ['without rows', contribution({}, 0), /row count/],
    ['with half a row', contribution({}, 1.5), /row count/],
    [
      'with a vector missing',
      { rowCount: 3, vectors: new Map([...contribution().vectors].slice(1)) },
      /rows is missing/,
    ],
    ['with a vector nobody asked for', contribution({ more: { kind: 'count', values: Float64Array.of(1) } }), /more/],
    [
      'of another length',
      contribution({ rows: { kind: 'count', values: Float64Array.of(1) } }),
      /1 values, expected 2/,
    ],
    ['of another kind', contribution({ rows: { kind: 'weighted', weight: 1, values: Float32Array.of(1, 1) } }), /kind/],
    [
      'at another scale',
      contribution({ moments: { kind: 'measure', scale: 2, values: Float64Array.of(1, 1) } }),
      /scale/,
    ],
    [
      'with a weight of 0',
      contribution({ weights: { kind: 'weighted', weight: 0, values: Float32Array.of(1, 1) } }),
      /weight/,
    ],
    ['with a negative count', contribution({ rows: { kind: 'count', values: Float64Array.of(0, -1) } }), /negative/],
    ['with half a count', contribution({ rows: { kind: 'count', values: Float64Array.of(0, 0.5) } }), /no integer/],
    ['with a NaN count', contribution({ rows: { kind: 'count', values: Float64Array.of(0, NaN) } }), /no integer/],
    [
      'with a NaN weight',
      contribution({ weights: { kind: 'weighted', weight: 1, values: Float32Array.of(0, NaN) } }),
      /finite/,
    ],
    [
      'with infinity',
      contribution({ moments: { kind: 'measure', scale: 1024, values: Float64Array.of(0, Infinity) } }),
      /finite/,
    ],
  ];

  it.each(cases)('%s, naming site and vector', (_, one, words) => {
    const error = errorOf(() => new SumAccumulator(LAYOUT).add('north', one));
    expect(error.code).toBe('CL-ROUND-002');
    expect(error.where.site).toBe('north');
    expect(error.what).toMatch(words);
  });

  it.each(cases)('%s, and leaves the sum as it was', (_, one) => {
    const accumulator = new SumAccumulator(LAYOUT);
    accumulator.add('a', contribution());
    errorOf(() => accumulator.add('b', one));
    accumulator.add('c', contribution());
    const undisturbed = exactSum(
      LAYOUT,
      new Map([
        ['a', contribution()],
        ['c', contribution()],
      ]),
    );
    expect(bits(accumulator.finish())).toBe(bits(undisturbed));
  });

  it.each([2 ** 53, -(2 ** 53), 2 ** 60, Number.MAX_VALUE])('with %p, too large to be added at all', (value) => {
    const one = contribution({ moments: { kind: 'measure', scale: 1024, values: Float64Array.of(0, value / 1024) } });
    const error = errorOf(() => new SumAccumulator(LAYOUT).add('north', one));
    expect(error).toMatchObject({ code: 'CL-ROUND-002', where: { site: 'north' } });
    expect(error.what).toMatch(/moments/);
  });

  it.each([
    ['rows', { rows: { kind: 'count' as const, values: Float64Array.of(2 ** 51, 0) } }],
    ['moments', { moments: { kind: 'measure' as const, scale: 1024, values: Float64Array.of(0, -(2 ** 41)) } }],
    ['weights', { weights: { kind: 'weighted' as const, weight: 4, values: Float32Array.of(2 ** 25, 0) } }],
  ])('when its %s take more than its share of the range, and leaves the sum as it was', (name, vector) => {
    const accumulator = new SumAccumulator(LAYOUT, 4);
    accumulator.add('a', contribution());
    const error = errorOf(() => accumulator.add('b', contribution(vector)));
    expect(error).toMatchObject({ code: 'CL-ROUND-002', where: { site: 'b' } });
    expect(error.what).toContain(name);
    expect(bits(accumulator.finish())).toBe(bits(exactSum(LAYOUT, new Map([['a', contribution()]]))));
  });

  it('when the sum would leave the exact range', () => {
    const nearly = contribution({ rows: { kind: 'count', values: Float64Array.of(2 ** 53 - 1, 0) } });
    const accumulator = new SumAccumulator(LAYOUT);
    accumulator.add('a', nearly);
    expect(errorOf(() => accumulator.add('b', contribution())).code).toBe('CL-ROUND-004');
  });
});

describe('an accumulator', () => {
  it('is used up by finish', () => {
    const accumulator = new SumAccumulator(LAYOUT);
    accumulator.add('a', contribution());
    accumulator.finish();
    expect(errorOf(() => accumulator.add('b', contribution())).code).toBe('CL-INT-001');
  });

  it('begins anew in the same memory', () => {
    const accumulator = new SumAccumulator(LAYOUT);
    accumulator.add('a', contribution());
    const { values } = accumulator.finish().vectors.get('weights')!;
    accumulator.restart();
    accumulator.add('b', contribution({}, 7));
    const sum = accumulator.finish();
    expect(bits(sum)).toBe(bits(exactSum(LAYOUT, new Map([['b', contribution({}, 7)]]))));
    expect(sum.vectors.get('weights')!.values).toBe(values);
  });

  it('has no mean of what is no weighted vector', () => {
    const sum = exactSum(LAYOUT, new Map([['a', contribution()]]));
    expect(errorOf(() => mean(sum, 'rows')).code).toBe('CL-ROUND-002');
    expect(errorOf(() => mean(sum, 'none')).code).toBe('CL-ROUND-002');
  });
});
