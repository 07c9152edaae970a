import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deriveSeed, RandomStream } from './random-stream.ts';

describe('RandomStream', () => {
  it('repeats itself for the same seed and differs for another', () => {
    const draws = (seed: string) => {
      const stream = new RandomStream(seed);
      return Array.from({ length: 20 }, () => stream.nextUint32());
    };
    expect(draws('a')).toEqual(draws('a'));
    expect(draws('a')).not.toEqual(draws('b'));
  });

  it('keeps the numbers that studies already drew', () => {
    const stream = new RandomStream('study/round/0');
    expect([stream.nextUint32(), stream.nextUint32(), stream.nextUint32()]).toMatchInlineSnapshot(`
     [
       2116382701,
       3415567075,
       1437554001,
     ]
    `);
  });

  it('gives streams of one seed and different labels no visible correlation', () => {
    const a = RandomStream.derive('seed', 'site', 'a').fillNormal(new Float32Array(20_000));
    const b = RandomStream.derive('seed', 'site', 'b').fillNormal(new Float32Array(20_000));
    const correlation = a.reduce((sum, value, i) => sum + value * b[i], 0) / a.length;
    expect(Math.abs(correlation)).toBeLessThan(0.03);
  });

  it('derives seeds as paths', () => {
    expect(deriveSeed('s', 'round', 3)).toBe('s/round/3');
  });

  it.each(['normal', 'fillNormal'] as const)('%s has mean 0, variance 1 and kurtosis 3', (method) => {
    const n = 100_000;
    const stream = new RandomStream('moments');
    const values =
      method === 'normal'
        ? Float32Array.from({ length: n }, () => stream.normal())
        : stream.fillNormal(new Float32Array(n));
    const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / n;
    expect(moment(1)).toBeCloseTo(0, 1.5);
    expect(moment(2)).toBeCloseTo(1, 1.5);
    expect(moment(4)).toBeCloseTo(3, 0.8);
  });

  it('fills uniforms evenly over ten cells', () => {
    const values = new RandomStream('cells').fillUniform(new Float32Array(100_000));
    const cells = new Float64Array(10);
    for (const value of values) cells[Math.min(9, Math.floor(value * 10))]++;
    const chiSquared = cells.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquared).toBeLessThan(27.9); // 0.999 quantile at 9 degrees of freedom
  });

  it('draws integers below n, every one of them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.string(), (n, seed) => {
        const stream = new RandomStream(seed);
        const seen = new Set(Array.from({ length: 40 * n }, () => stream.int(n)));
        return [...seen].every((value) => Number.isInteger(value) && value >= 0 && value < n) && seen.size > n / 2;
      }),
    );
  });

  it('permutes without losing a number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), fc.string(), (n, seed) => {
        const order = new RandomStream(seed).permutation(n);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
      }),
    );
  });

  it('draws categories in proportion to their weights and never one of weight 0', () => {
    const stream = new RandomStream('weights');
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 40_000; i++) counts[stream.categorical([1, 0, 3, 0])]++;
    expect(counts[1] + counts[3]).toBe(0);
    expect(counts[2] / counts[0]).toBeCloseTo(3, 0.7);
  });

  it('goes on from any position, also between the two normals of a pair', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(20), (seed, draws) => {
        const stream = new RandomStream(seed);
        for (let i = 0; i < draws; i++) stream.normal();
        const later = RandomStream.at(stream.position);
        const rest = (from: RandomStream) => [
          from.normal(),
          from.uniform(),
          from.int(7),
          from.normal(),
          from.nextUint32(),
        ];
        expect(rest(later)).toEqual(rest(stream));
      }),
    );
  });
});
