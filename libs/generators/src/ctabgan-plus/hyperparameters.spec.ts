import { expect, it } from '@jest/globals';
import { learningRateAt, parseHyperparameters } from './hyperparameters.ts';

it('lets the learning rate fall linearly to its last share', () => {
  const settings = parseHyperparameters({ rounds: 11, learningRate: 1e-3, finalLearningRate: 0.2 });
  expect(learningRateAt(settings, 0)).toBeCloseTo(1e-3, 12);
  expect(learningRateAt(settings, 5)).toBeCloseTo(6e-4, 12);
  expect(learningRateAt(settings, 10)).toBeCloseTo(2e-4, 12);
});

it('keeps the learning rate where its last share is 1, and in a study of one round', () => {
  expect(learningRateAt(parseHyperparameters({ finalLearningRate: 1, learningRate: 1e-3 }), 29)).toBe(1e-3);
  expect(learningRateAt(parseHyperparameters({ rounds: 1, finalLearningRate: 0, learningRate: 1e-3 }), 0)).toBe(1e-3);
});
