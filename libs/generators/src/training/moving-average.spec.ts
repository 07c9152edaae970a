import { expect, it } from '@jest/globals';
import { averaged } from './moving-average.ts';

const settings = { strategy: 'fed-avg', averageDecay: 0.998, localSteps: 100 } as const;

it('weighs the average by the decay of all local steps once it is warm', () => {
  const [value] = averaged(Float32Array.of(1), Float32Array.of(0), settings, 1_000);
  expect(value).toBeCloseTo(0.998 ** 100, 6);
});

it('forgets the random start: after the first exchange nine tenths are the new ones', () => {
  const [value] = averaged(Float32Array.of(1), Float32Array.of(0), settings, 0);
  expect(value).toBeCloseTo(0.1, 6);
});

it('counts an exchange of federated SGD as one step', () => {
  const [value] = averaged(Float32Array.of(1), Float32Array.of(0), { ...settings, strategy: 'fed-sgd' }, 10_000);
  expect(value).toBeCloseTo(0.998, 6);
});

it('is the last parameters without a decay', () => {
  const generator = Float32Array.of(3, -2);
  expect(averaged(Float32Array.of(1, 1), generator, { ...settings, averageDecay: 0 }, 5)).toEqual(generator);
});
