import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { smallTrialRows } from '../../../testing/small-trial.ts';
import { splitRows } from './held-out.ts';

it('parts the rows, in the share that is set, the same way each time and another way by another seed', () => {
  const table = smallTrialRows(2000, 'split');
  const { training, heldOut } = splitRows(table, 0.2, 'study', 5);
  expect([...training, ...heldOut].sort((a, b) => a - b)).toEqual([...Array(2000).keys()]);
  expect(Math.abs(heldOut.length - 400)).toBeLessThan(80);
  expect(splitRows(table, 0.2, 'study', 5).heldOut).toEqual(heldOut);
  expect(splitRows(table, 0.2, 'other', 5).heldOut).not.toEqual(heldOut);
});

it('holds none out rather than fewer than it must, or than all', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.double({ min: 0, max: 0.5, noNaN: true }), (rows, share) => {
      const { training, heldOut } = splitRows(smallTrialRows(rows, 'few'), share, 'study', 5);
      expect(training.length).toBeGreaterThan(0);
      expect(heldOut.length === 0 || heldOut.length >= 5).toBe(true);
      expect(training.length + heldOut.length).toBe(rows);
    }),
  );
});
