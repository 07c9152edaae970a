import { describe, expect, it } from '@jest/globals';
import { categorical, dictionaryOf } from '../../../tabular/testing/trial-dictionary.ts';
import { columnCoding } from './coding/column-coding.ts';
import { orderScore } from './order-search.ts';
import { rootOnly } from './tree.ts';

const FIELD = categorical('x', ['0', '1'], { required: true });
const coding = (...counts: number[]) =>
  columnCoding(dictionaryOf([FIELD]), FIELD, Uint8Array.of(0, 1, 0), Float64Array.of(...counts, 0));
const leaves = (...leafCounts: number[]) => ({ ...rootOnly(0, 0), leafCounts: Float64Array.from(leafCounts) });

describe('the score of an order', () => {
  it('tells each row by the others of its leaf and one of the cohort', () => {
    // Leaf of 3 and 1, cohort 6 and 4: 3 ln((2 + 0.6) / 4) + ln((0 + 0.4) / 4).
    const expected = 3 * Math.log(2.6 / 4) + Math.log(0.4 / 4);
    expect(orderScore([coding(6, 4)], [leaves(3, 1)])).toBeCloseTo(expected, 12);
  });

  it('is larger for leaves that part the states, and smaller for more leaves that do not', () => {
    const score = (...counts: number[]) => orderScore([coding(20, 20)], [leaves(...counts)]);
    expect(score(20, 0, 0, 20)).toBeGreaterThan(score(20, 20));
    expect(score(10, 10, 10, 10)).toBeLessThan(score(20, 20));
  });

  it('is finite where nothing is told of a cell, and 0 without rows', () => {
    expect(orderScore([coding(0, 0)], [leaves(1, 0)])).toBeCloseTo(0, 12);
    expect(orderScore([coding(4, 0)], [leaves(4, 1)])).toBeGreaterThan(-Infinity);
    expect(orderScore([coding(4, 4)], [leaves(0, 0)])).toBe(0);
  });
});
