import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { categorical, dictionaryOf, numeric } from '../../../../tabular/testing/trial-dictionary.ts';
import { type ColumnCoding, columnCoding } from '../coding/column-coding.ts';
import { chooseSplit, type ChosenSplit } from './choose-split.ts';
import { statisticsOf } from './target-statistics.ts';

interface Golden {
  readonly states: readonly { readonly counts: number[][]; readonly entropy: number; readonly gini: number }[];
  readonly scores: readonly { readonly left: number[]; readonly right: number[]; readonly gain: number }[];
}

const golden: Golden = JSON.parse(
  readFileSync(new URL('./testing/fixtures/split-gains.json', import.meta.url), 'utf8'),
);

/** A column of `cells` cells with the given pooled counts; the last cell is missing where the column may be. */
function coding(counts: readonly number[], isOrdered: boolean, required = true): ColumnCoding {
  const size = counts.length;
  const valued = required ? size : size - 1;
  if (isOrdered) {
    const field = numeric('x', { required, integer: true, decimals: 0, minimum: 0, maximum: valued - 1 });
    const cellOf = [required ? 0 : size - 1, ...Array.from({ length: valued }, (_, i) => i)];
    const fine = [required ? 0 : counts[size - 1], ...counts.slice(0, valued)];
    return columnCoding(dictionaryOf([field]), field, Uint8Array.from(cellOf), Float64Array.from(fine));
  }
  const states = Array.from({ length: valued }, (_, i) => `${i}`);
  const field = categorical('x', states, { required });
  const cellOf = Uint8Array.from({ length: valued + 1 }, (_, i) => (required && i === valued ? 0 : i));
  const fine = required ? [...counts, 0] : counts;
  return columnCoding(dictionaryOf([field]), field, cellOf, Float64Array.from(fine));
}

/** The best split of one predictor on rows given as pairs of predictor and target cell. */
function split(
  predictor: ColumnCoding,
  target: ColumnCoding,
  rows: readonly (readonly [number, number])[],
  leastRows = 1,
  criterion: 'gini' | 'entropy' = 'entropy',
): ChosenSplit | undefined {
  const statistics = statisticsOf(target, criterion);
  const counts = new Float64Array(predictor.cellCount * statistics.width);
  for (const [cell, value] of rows) statistics.add(counts, cell * statistics.width, value);
  return chooseSplit([{ column: 3, coding: predictor, counts }], statistics, leastRows);
}

function times<T>(n: number, item: T): T[] {
  return Array.from({ length: n }, () => item);
}

describe('the gain of a split', () => {
  const sides = coding([1, 1], false);

  it.each(golden.states)('of states is that of scipy', ({ counts, entropy, gini }) => {
    const rows = counts.flatMap((row, side) => row.flatMap((n, state) => times(n, [side, state] as const)));
    const target = coding(
      counts[0].map((n, state) => n + counts[1][state]),
      false,
    );
    expect(split(sides, target, rows, 1, 'entropy')!.gain).toBeCloseTo(entropy, 8);
    expect(split(sides, target, rows, 1, 'gini')!.gain).toBeCloseTo(gini, 8);
  });

  it.each(golden.scores)('of numbers is that of scipy', ({ left, right, gain }) => {
    const all = [...left, ...right];
    const counts = Array.from({ length: Math.max(...all) + 1 }, (_, cell) => all.filter((x) => x === cell).length);
    const rows = [...left.map((x) => [0, x] as const), ...right.map((x) => [1, x] as const)];
    expect(split(sides, coding(counts, true), rows)!.gain).toBeCloseTo(gain, 8);
  });

  it('counts missing values of a number as a difference of their own', () => {
    const target = coding([10, 10, 20], true, false);
    const rows = [...times(20, [0, 2] as const), ...times(10, [1, 0] as const), ...times(10, [1, 1] as const)];
    expect(split(sides, target, rows)!.gain).toBeCloseTo(40, 10);
  });
});

describe('the choice', () => {
  const binary = coding([50, 50], false);

  it('keeps the least rows on both sides', () => {
    const rows = [...times(3, [0, 0] as const), ...times(30, [1, 1] as const)];
    expect(split(coding([3, 30], false), binary, rows, 3)).toMatchObject({ leftRows: 3, rightRows: 30 });
    expect(split(coding([3, 30], false), binary, rows, 4)).toBeUndefined();
  });

  it('is none where a predictor is constant, or nobody is there', () => {
    expect(split(coding([9], false), binary, times(9, [0, 1] as const))).toBeUndefined();
    expect(split(binary, binary, [])).toBeUndefined();
  });

  it('cuts a number where its target changes; empty cells go with the next above', () => {
    const rows = [0, 1, 4, 5].flatMap((cell) => times(5, [cell, cell < 4 ? 0 : 1] as const));
    const chosen = split(coding([5, 5, 0, 0, 5, 5], true), binary, rows);
    expect(chosen!.leftCells.toString(2)).toBe('11');
  });

  it('sends missing to whichever side it resembles', () => {
    const predictor = coding([10, 10, 10], true, false);
    for (const like of [0, 1]) {
      const rows = [...times(10, [0, 0] as const), ...times(10, [1, 1] as const), ...times(10, [2, like] as const)];
      const { leftCells } = split(predictor, binary, rows)!;
      expect((leftCells >>> 2) & 1).toBe((leftCells >>> like) & 1);
    }
  });

  it('groups states of any order, also where there are too many to try every set', () => {
    for (const size of [4, 20]) {
      const predictor = coding(times(size, 10), false);
      const rows = Array.from({ length: size }, (_, cell) => times(10, [cell, cell % 2] as const)).flat();
      const chosen = split(predictor, binary, rows)!;
      expect(chosen.leftRows).toBe((size / 2) * 10);
      const left = Array.from({ length: size }, (_, cell) => (chosen.leftCells >>> cell) & 1);
      expect(new Set(left.filter((_, cell) => cell % 2 === 0)).size).toBe(1);
    }
  });

  it('sends rare states and a rare missing to the larger side, whatever is known of their rows', () => {
    for (const isOrdered of [false, true]) {
      const predictor = coding([10, 20, 3], isOrdered, false);
      const statistics = statisticsOf(binary, 'entropy');
      const chosen = [0, 1].map((target) => {
        const counts = Float64Array.of(10, 0, 0, 20, target === 0 ? 3 : 0, target === 1 ? 3 : 0);
        return chooseSplit([{ column: 3, coding: predictor, counts, isRare: Uint8Array.of(0, 0, 1) }], statistics, 5)!;
      });
      expect(chosen[0]).toEqual(chosen[1]);
      expect(chosen[0]).toMatchObject({ leftRows: 10, rightRows: 20 });
      expect(chosen[0].leftCells).toBe(0b001);
    }
  });

  it('takes the first of two predictors that tell the same', () => {
    const statistics = statisticsOf(binary, 'gini');
    const counts = Float64Array.of(10, 0, 0, 10);
    const chosen = chooseSplit(
      [7, 2].map((column) => ({ column, coding: binary, counts })),
      statistics,
      1,
    );
    expect(chosen!.predictor).toBe(7);
  });
});
