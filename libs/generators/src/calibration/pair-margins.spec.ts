import { expect, it } from '@jest/globals';
import { exactSum } from '#sums/exact-sum';
import { profileMargins } from '#tabular/profile/margins';
import { selectRows } from '#tabular/select-rows';
import { summedProfile } from '../../testing/in-process-study.ts';
import { SMALL_TRIAL, smallTrialRows } from '../../testing/small-trial.ts';
import { contributePairs, type MarginPair, pairLayout, pairMargins } from './pair-margins.ts';

const ROWS = smallTrialRows(400, 'pairs');
const MARGINS = profileMargins(SMALL_TRIAL, summedProfile(SMALL_TRIAL, new Map([['all', ROWS]])));
const PAIRS: readonly MarginPair[] = [
  ['marker', 'response'],
  ['marker', 'blasts'],
];

it('sums over sites to the two-way tables of all rows', () => {
  const layout = pairLayout(MARGINS, PAIRS);
  const half = (from: number) =>
    selectRows(
      ROWS,
      Array.from({ length: 200 }, (_, row) => from + row),
    );
  const pooled = exactSum(layout, new Map([['all', contributePairs(MARGINS, PAIRS, ROWS)]]));
  const sum = exactSum(
    layout,
    new Map([
      ['a', contributePairs(MARGINS, PAIRS, half(0))],
      ['b', contributePairs(MARGINS, PAIRS, half(200))],
    ]),
  );
  expect(sum.vectors).toEqual(pooled.vectors);
});

it('gives margins whose cells are at least the minimum, small ones together in the first', () => {
  const sum = exactSum(pairLayout(MARGINS, PAIRS), new Map([['all', contributePairs(MARGINS, PAIRS, ROWS)]]));
  for (const margin of pairMargins(MARGINS, PAIRS, sum, 10)) {
    const counted = new Float64Array(margin.counts.length);
    for (const cell of margin.cellsOf(ROWS)) counted[cell]++;
    expect(counted).toEqual(margin.counts);
    expect(margin.counts.slice(1).every((count) => count >= 10)).toBe(true);
  }
});
