import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RandomStream } from '#random/random-stream';
import { systematicDraw } from './systematic-draw.ts';

it('draws each row as often as its share says, up or down by less than one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 200 }),
      fc.nat(1e6),
      (list, n, seed) => {
        const weights = Float64Array.from([...list, 1]);
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const draw = systematicDraw(weights, n, new RandomStream(`draw ${seed}`));
        const times = new Float64Array(weights.length);
        draw.forEach((row) => times[row]++);
        expect(draw).toHaveLength(n);
        times.forEach((count, row) => expect(Math.abs(count - (n * weights[row]) / total)).toBeLessThan(1 + 1e-6));
      },
    ),
  );
});

it('never draws a row of weight 0', () => {
  const weights = Float64Array.of(0, 1, 0, 3, 0);
  const draw = systematicDraw(weights, 40, new RandomStream('zero'));
  expect(new Set(draw)).toEqual(new Set([1, 3]));
});
