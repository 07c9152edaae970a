import { expect, it } from '@jest/globals';
import { selectRows } from '#tabular/select-rows';
import { smallTrialRows } from '../../testing/small-trial.ts';
import { rowLots } from './row-lots.ts';

it('are those of a row wherever it is, and others by another seed', () => {
  const table = smallTrialRows(300, 'lots');
  const lots = rowLots(table, 'study');
  const some = [250, 3, 77];
  expect([...rowLots(selectRows(table, some), 'study')]).toEqual(some.map((row) => lots[row]));
  expect([...rowLots(table, 'other')]).not.toEqual([...lots]);
});

it('are spread evenly', () => {
  const lots = rowLots(smallTrialRows(4000, 'even'), 'study');
  const distinct = new Set(lots);
  for (const edge of [0.2, 0.5, 0.9]) {
    const below = [...distinct].filter((lot) => lot < edge * 2 ** 32).length;
    expect(below / distinct.size).toBeCloseTo(edge, 1);
  }
});
