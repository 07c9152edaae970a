import { expect, test } from '@jest/globals';
import { ProgressScale } from './progress-scale.ts';

test('transfers and work advance one measure that only grows and stays within the total', () => {
  const scale = new ProgressScale({ round: 0, exchange: 0 });
  const steps = [
    scale.received(0.5),
    scale.received(1),
    scale.computed(1, 40),
    scale.computed(40, 40),
    scale.sent(0.5),
    scale.sent(1),
  ];
  const fractions = steps.map(({ done, total }) => done / total);
  expect(steps.map(({ done }) => done)).toEqual(steps.map(({ done }) => done).toSorted((a, b) => a - b));
  expect(new Set(steps.map(({ done }) => done)).size).toBe(steps.length);
  expect(Math.max(...fractions)).toBeLessThanOrEqual(1);
  expect(Math.round(steps[2].done)).toBe(1);
});
