import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RandomStream } from '#random/random-stream';
import { matchingMap, ShareMap } from './share-map.ts';

const shares = fc.double({ min: 0, max: 1, noNaN: true });

function drawnShares(count: number, power: number): Float64Array {
  const stream = new RandomStream('shares');
  return Float64Array.from({ length: count }, () => stream.uniform() ** power);
}

describe('a map of shares', () => {
  it('spreads skewed shares evenly and keeps their order', () => {
    const drawn = drawnShares(5000, 2);
    const map = matchingMap(drawn)!;
    const mapped = drawn.map((share) => map.apply(share));
    for (const edge of [0.1, 0.37, 0.5, 0.9]) {
      expect(mapped.filter((share) => share < edge).length / mapped.length).toBeCloseTo(edge, 1.5);
    }
    fc.assert(
      fc.property(shares, shares, (one, other) => {
        // Neighbouring doubles may meet in one.
        expect((map.apply(one) - map.apply(other)) * (one - other)).toBeGreaterThanOrEqual(0);
        expect(map.apply(one)).toBeGreaterThanOrEqual(0);
        expect(map.apply(one)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('spreads shares as they are wanted', () => {
    const drawn = drawnShares(5000, 1);
    const map = matchingMap(drawn, (level) => level ** 2)!;
    const mapped = drawn.map((share) => map.apply(share));
    for (const edge of [0.1, 0.4, 0.8]) {
      expect(mapped.filter((share) => share < edge).length / mapped.length).toBeCloseTo(Math.sqrt(edge), 1.5);
    }
  });

  it('leads back', () => {
    const map = new ShareMap(Float64Array.of(0, 0.2, 1), Float64Array.of(0, 0.5, 1));
    expect(map.inverse(0.25)).toBe(0.1);
    expect(map.inverse(0.75)).toBeCloseTo(0.6, 12);
    fc.assert(fc.property(shares, (share) => expect(map.inverse(map.apply(share))).toBeCloseTo(share, 9)));
  });

  it('is none for few shares, and one for shares that are all the same', () => {
    expect(matchingMap(drawnShares(100, 2))).toBeUndefined();
    const map = matchingMap(new Float64Array(500).fill(0.3))!;
    expect([map.apply(0), map.apply(1)]).toEqual([0, 1]);
    expect(Number.isFinite(map.apply(0.5))).toBe(true);
    expect(matchingMap(new Float64Array(500))!.apply(0.5)).toBe(0.5);
  });
});
