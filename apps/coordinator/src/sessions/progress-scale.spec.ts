import { expect, test } from '@jest/globals';
import { ProgressScale } from './progress-scale.ts';

const SLOT = { round: 0, exchange: 0 };

test('transfers and work advance one measure that only grows and stays within the total', () => {
  const scale = new ProgressScale(SLOT);
  const steps = [
    scale.received(0.5),
    scale.received(1),
    scale.computed(1, 40),
    scale.computed(40, 40),
    scale.sent(0.5),
    scale.sent(1),
  ];
  const fractions = steps.map(({ done, total }) => done / total);
  expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
  expect(new Set(fractions).size).toBe(steps.length);
  expect(Math.max(...fractions)).toBeLessThanOrEqual(1);
  expect(fractions[2]).toBeCloseTo(1 / 40, 2);
});

test('a total that grows with the work is taken as it was first named', () => {
  const scale = new ProgressScale(SLOT);
  scale.computed(0, 0);
  const steps = Array.from({ length: 100 }, (_, i) => scale.computed(i + 1, i + 2).done);
  expect(new Set(steps).size).toBe(2);
});
