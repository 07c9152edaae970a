import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectClose, readFixture } from '../testing/fixtures.ts';
import { histogramAuc } from './classification.ts';
import { delongAuc, delongAucFromHistograms } from './delong.ts';

interface DelongFixture {
  readonly labels: readonly number[];
  readonly scores: readonly number[];
  readonly delong: readonly {
    readonly level: number;
    readonly auc: number;
    readonly standardError: number;
    readonly lower: number;
    readonly upper: number;
  }[];
}

const fixture = readFixture<DelongFixture>('classification');

describe('delongAuc', () => {
  test.each(fixture.delong)('agrees with the oracle at level $level', ({ level, ...expected }) => {
    const { estimate, standardError, lower, upper } = delongAuc(fixture.labels, fixture.scores, level);
    expectClose(
      [estimate, standardError, lower, upper],
      [expected.auc, expected.standardError, expected.lower, expected.upper],
      1e-11,
    );
  });

  test('is the variance of the structural components, and the same from histograms', () => {
    const sample = fc.array(fc.nat(5), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(sample, sample, (controls, cases) => {
        const labels = [...controls.map(() => 0), ...cases.map(() => 1)];
        const fromRows = delongAuc(labels, [...controls, ...cases]);
        const wins = cases.map((a) => controls.map((b): number => (a > b ? 1 : a === b ? 0.5 : 0)));
        const columns = controls.map((_, j) => wins.map((row) => row[j]));
        const variance =
          varianceOf(wins.map(meanOf)) / cases.length + varianceOf(columns.map(meanOf)) / controls.length;
        expect(fromRows.estimate).toBeCloseTo(meanOf(wins.map(meanOf)), 12);
        expect(fromRows.standardError).toBeCloseTo(Math.sqrt(variance), 10);
        const histogram = (values: readonly number[]) =>
          [0, 1, 2, 3, 4, 5].map((at) => values.filter((value) => value === at).length);
        const counted = delongAucFromHistograms(histogram(controls), histogram(cases));
        expect(counted.estimate).toBeCloseTo(histogramAuc(histogram(controls), histogram(cases)), 12);
        expectClose([counted.estimate, counted.upper], [fromRows.estimate, fromRows.upper], 1e-10);
      }),
    );
  });

  test('degenerate: one label missing, one patient of a label, scores that part them, all equal', () => {
    expect(delongAuc([], []).estimate).toBeNaN();
    expect(delongAuc([1, 1], [1, 2]).estimate).toBeNaN();
    expect(delongAuc([1, 0, 0], [2, 1, 3])).toMatchObject({ estimate: 0.5, standardError: Number.NaN });
    expect(delongAuc([1, 1, 0, 0], [3, 4, 1, 2])).toEqual({ estimate: 1, standardError: 0, lower: 1, upper: 1 });
    expect(delongAuc([1, 1, 0, 0], [3, 3, 3, 3])).toEqual({ estimate: 0.5, standardError: 0, lower: 0.5, upper: 0.5 });
  });
});

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
