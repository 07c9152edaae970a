import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normalQuantile, normalUpperTail } from '#statistics/distributions/normal';
import { gridOf } from '#tabular/profile/grid';
import { numeric } from '../../../../tabular/testing/trial-dictionary.ts';
import { NormalScores, scoreOfShare } from './normal-scores.ts';

/** Ten values, a bin each. */
const TENS = numeric('tens', { decimals: 0, minimum: 1, maximum: 10 });

function scoresFrom(counts: Readonly<Record<number, number>>): NormalScores {
  return new NormalScores(
    TENS,
    Array.from({ length: 10 }, (_, i) => counts[i + 1] ?? 0),
  );
}

describe('normal scores', () => {
  it('are quantiles of the pooled histogram, values spread evenly over their unit', () => {
    const scores = scoresFrom({ 1: 10, 2: 30, 3: 60 });
    expect(scores.scoreOf(1, 0.5)).toBeCloseTo(normalQuantile(0.05), 10);
    expect(scores.scoreOf(2, 0)).toBeCloseTo(normalQuantile(0.1), 10);
    expect(scores.scoreOf(3, 0.25)).toBeCloseTo(normalQuantile(0.55), 10);
  });

  it('are among the values up to a bound, where there is one', () => {
    const scores = scoresFrom({ 1: 10, 2: 30, 3: 60 });
    expect(scores.scoreOf(1, 0.5, 2)).toBeCloseTo(normalQuantile(0.05 / 0.4), 10);
    expect(scores.scoreOf(2, 0.5, 2)).toBeCloseTo(normalQuantile(0.25 / 0.4), 10);
  });

  it('rise over empty bins between occupied ones, and not beyond them', () => {
    const scores = scoresFrom({ 3: 50, 7: 50 });
    expect(scores.shareBelow(6)).toBeGreaterThan(scores.shareBelow(5));
    expect(scores.shareBelow(3)).toBe(0);
    expect(scores.shareBelow(8)).toBe(1);
    expect(scores.shareBelow(10)).toBe(1);
  });

  it('are defined where nobody has a value, where all have the same one, and outside what anybody has', () => {
    expect(scoresFrom({}).scoreOf(5, 0.5)).toBeCloseTo(normalQuantile(0.45), 10);
    expect(scoresFrom({ 4: 20 }).scoreOf(4, 0.5)).toBeCloseTo(0, 10);
    expect(scoresFrom({ 4: 20 }).scoreOf(9, 0.5)).toBeCloseTo(4.26, 1);
    expect(scoresFrom({ 4: 20 }).scoreOf(2, 0.5, 3)).toBe(0);
    expect(scoreOfShare(0)).toBeCloseTo(-4.26, 1);
  });

  it('lead back to the bin of the value', () => {
    const field = numeric('x', { role: 'log', decimals: 1, minimum: 0.1, maximum: 900 });
    const { uppers } = gridOf(field);
    fc.assert(
      fc.property(
        fc.array(fc.nat(5), { minLength: uppers.length, maxLength: uppers.length }).filter((all) => all.some(Boolean)),
        fc.nat(uppers.length - 1),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (counts, bin, place) => {
          fc.pre(counts[bin] > 0);
          const scores = new NormalScores(field, counts);
          const { least, greatest } = scores.unitsOf(bin);
          const value = Math.round(least + place * (greatest - least)) / 10;
          expect(scores.binAt(normalUpperTail(-scores.scoreOf(value, place)))).toBe(bin);
        },
      ),
    );
  });
});
