import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { matchingBiases } from './match-margins.ts';

const STATES = 3;
const WIDTH = STATES + 1;

const logits = fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 60, maxLength: 60 });

function meanProbabilities(outputs: Float32Array, biases: Float64Array): number[] {
  const sums = [0, 0, 0];
  const rows = outputs.length / WIDTH;
  for (let row = 0; row < rows; row++) {
    const weights = sums.map((_, state) => Math.exp(outputs[row * WIDTH + 1 + state] + biases[state]));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    weights.forEach((weight, state) => (sums[state] += weight / total / rows));
  }
  return sums;
}

describe('biases that match margins', () => {
  it('make states as frequent as they are in the cohort', () => {
    fc.assert(
      fc.property(logits, fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 3, maxLength: 3 }), (raw, counts) => {
        const outputs = Float32Array.from(raw);
        const biases = matchingBiases(outputs, WIDTH, 1, Float64Array.from(counts));
        const total = counts.reduce((sum, count) => sum + count, 0);
        meanProbabilities(outputs, biases).forEach((mean, state) =>
          expect(Math.abs(mean - counts[state] / total)).toBeLessThan(2e-3),
        );
      }),
    );
  });

  it('are 0 where nothing is off, for a state that nobody has, and without a cohort', () => {
    const even = new Float32Array(40);
    matchingBiases(even, WIDTH, 1, Float64Array.of(5, 5, 5)).forEach((bias) => expect(bias).toBeCloseTo(0, 6));
    expect(matchingBiases(even, WIDTH, 1, Float64Array.of(5, 0, 5))[1]).toBe(0);
    expect([...matchingBiases(even, WIDTH, 1, new Float64Array(3))]).toEqual([0, 0, 0]);
  });
});
