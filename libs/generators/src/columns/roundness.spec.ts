import { expect, it } from '@jest/globals';
import { numeric } from '../../../tabular/testing/trial-dictionary.ts';
import { countRoundness, roundnessWeights } from './roundness.ts';

const platelets = numeric('plt', { decimals: 1, minimum: 0, maximum: 2000, modalValues: [50] });

function table(values: readonly number[]) {
  return {
    rowCount: values.length,
    columns: new Map([['plt', { kind: 'numeric' as const, values: Float64Array.from(values) }]]),
  };
}

it('counts how round values are, without missing and modal ones', () => {
  expect([...countRoundness(platelets, table([20, 15, 7, 7.5, 7.3, 50, Number.NaN]))]).toEqual([1, 1, 1, 1, 1]);
});

it('makes values as likely as their class, by the size of it', () => {
  expect([...roundnessWeights(Float64Array.of(0, 0, 0, 0, 0))]).toEqual([1, 1, 1, 1, 1]);
  const weights = roundnessWeights(Float64Array.of(10, 10, 80, 0, 0));
  expect([...weights]).toEqual([10, 10, 10, 0, 0]);
  const even = roundnessWeights(Float64Array.of(1, 1, 8, 10, 80));
  even.forEach((weight) => expect(weight).toBeCloseTo(1, 12));
});
