import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fitEncoder } from '#tabular/encoding/table-encoder';
import { summedProfile } from '../../testing/in-process-study.ts';
import { SMALL_TRIAL, smallTrialRows } from '../../testing/small-trial.ts';
import { conditionProbabilities, releasedEncoding } from './released-encoding.ts';

test('states below the minimum cell size have probability 0, the others share 1', () => {
  expect(conditionProbabilities([3, 40, 60], 5)).toEqual([0, 0.4, 0.6]);
  expect(conditionProbabilities([0, 4.9, 30], 5)).toEqual([0, 0, 1]);
  expect(conditionProbabilities([1, 2], 1)).toEqual([0.3333, 0.6667]);
});

test('counts are rounded to multiples of the minimum first, so that none can be had from the ratio of others', () => {
  expect(conditionProbabilities([1, 40, 57], 5)).toEqual(conditionProbabilities([4, 41, 56], 5));
});

test('where no state reaches the minimum none is a condition', () => {
  expect(conditionProbabilities([1, 0, 2, 4], 5)).toEqual([0, 0, 0, 0]);
  expect(conditionProbabilities([], 5)).toEqual([]);
});

test('probabilities are four decimals in [0, 1] that add up to 1 but for rounding', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(200), { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 10 }),
      (counts, minimum) => {
        const probabilities = conditionProbabilities(counts, minimum);
        for (const p of probabilities) expect(p).toBe(Number(p.toFixed(4)));
        const isReleased = counts.some((count) => count >= minimum);
        expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(isReleased ? 1 : 0, 2);
        counts.forEach((count, i) => expect(count >= minimum).toBe(probabilities[i] > 0));
      },
    ),
  );
});

test('the released encoding says how to read rows and holds no counts', () => {
  const profile = summedProfile(SMALL_TRIAL, new Map([['site', smallTrialRows(60, 'rows')]]));
  const encoder = fitEncoder(SMALL_TRIAL, profile);
  const { columns } = encoder.toJSON();
  const released = releasedEncoding(encoder, SMALL_TRIAL.minimumCellSize);
  expect(JSON.stringify(released)).not.toContain('counts');
  expect(released.columns).toEqual(
    columns.map(({ counts, ...column }) => ({
      ...column,
      probabilities: conditionProbabilities(counts, SMALL_TRIAL.minimumCellSize),
    })),
  );
  expect(released.columns.flatMap(({ probabilities }) => probabilities)).toHaveLength(encoder.layout.conditionWidth);
});
