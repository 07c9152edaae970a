import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { learningRateAt } from '../training/learning-rate.ts';
import { hyperparametersSchema, parseHyperparameters } from './hyperparameters.ts';

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

it('has a line in the documentation for every setting, with its default', () => {
  const text = readFileSync(new URL('../../../../docs/ctabgan-plus.md', import.meta.url), 'utf8');
  const defaults: Readonly<Record<string, unknown>> = parseHyperparameters({});
  for (const name of Object.keys(hyperparametersSchema.shape)) {
    const line = text.split('\n').find((candidate) => candidate.startsWith('|') && candidate.includes(`\`${name}\``));
    expect(line).toBeDefined();
    if (typeof defaults[name] === 'string') expect(line).toContain(`\`${defaults[name]}\``);
    if (typeof defaults[name] === 'number') expect(numbersIn(line ?? '')).toContain(defaults[name]);
  }
});

function numbersIn(line: string): number[] {
  return line
    .replaceAll(/(\d),(\d{3})/g, '$1$2')
    .match(/\d+(\.\d+)?/g)!
    .map(Number);
}

it('has one critic update per exchange of federated SGD', () => {
  expect(parseHyperparameters({ strategy: 'fed-sgd', criticSteps: 5 }).criticSteps).toBe(1);
  expect(parseHyperparameters({ criticSteps: 5 }).criticSteps).toBe(5);
});
