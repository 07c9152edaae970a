import { describe, expect, test } from '@jest/globals';
import { kaplanMeier } from '#statistics/kaplan-meier';
import type { Histogram } from '#statistics/quantile';
import { GOLDEN_CORRELATION_SCORE, GOLDEN_COVERAGE, GOLDEN_STATISTICS, GOLDEN_SURVIVAL } from '../../testing/golden.ts';
import { basicStatisticalMeasure } from './bsm.ts';
import { logTransformedCorrelation } from './ltc.ts';
import { exactStatistics, quantileCells } from './numeric-summary.ts';
import { supportCoverage } from './rsc.ts';
import { survivalScores } from './survival-scores.ts';

/** One bin per value of either list. */
function histogramOf(values: readonly number[], others: readonly number[] = []): Histogram {
  const bins = [...new Set([...values, ...others])].sort((a, b) => a - b);
  return { lowers: bins, uppers: bins, counts: bins.map((bin) => values.filter((value) => value === bin).length) };
}

describe('beside independent oracles', () => {
  test('survival scores, on the published grid and exactly', () => {
    const { realTimes, realEvents, syntheticTimes, syntheticEvents, reference, exact } = GOLDEN_SURVIVAL;
    const real = kaplanMeier(realTimes, realEvents);
    const synthetic = kaplanMeier(syntheticTimes, syntheticEvents);
    const published = survivalScores(real, synthetic, 'reference');
    expect(published.signed.kmDivergence).toBeCloseTo(reference.kmDivergence, 14);
    expect(published.signed.optimism).toBeCloseTo(reference.optimism, 14);
    expect(published.signed.shortSightedness).toBeCloseTo(reference.shortSightedness, 14);
    const { signed, kmDivergence, optimism } = survivalScores(real, synthetic);
    expect(signed.kmDivergence).toBeCloseTo(exact.kmDivergence, 14);
    expect(signed.optimism).toBeCloseTo(exact.optimism, 14);
    expect(kmDivergence).toBe(1 - signed.kmDivergence);
    expect(optimism).toBe(1 + signed.optimism);
  });

  test('log-transformed correlation score', () => {
    const { real, synthetic, score } = GOLDEN_CORRELATION_SCORE;
    expect(logTransformedCorrelation(real, synthetic)).toBeCloseTo(score, 14);
  });

  test('basic statistical measure, over either denominator', () => {
    const { real, synthetic, reference, correct } = GOLDEN_STATISTICS;
    const statistics = (columns: { u: number[]; v: number[] }) =>
      [columns.u, columns.v].map((values) => exactStatistics(histogramOf(values)));
    const scores = [statistics(real), statistics(synthetic)] as const;
    expect(basicStatisticalMeasure(...scores, 'reference')).toBeCloseTo(reference, 12);
    // The oracle has no 1e-6 in its denominators.
    expect(basicStatisticalMeasure(...scores, 'correct')).toBeCloseTo(correct, 7);
  });

  test('support coverage of a categorical and a numeric column', () => {
    const { real, synthetic, bins, score, categories, numbers } = GOLDEN_COVERAGE;
    const states = ['A', 'B', 'C', 'D'];
    const count = (cells: readonly string[]) => states.map((state) => cells.filter((cell) => cell === state).length);
    const categorical = { real: count(real.c), synthetic: count(synthetic.c) };
    const numeric = quantileCells(histogramOf(real.n, synthetic.n), histogramOf(synthetic.n, real.n), bins);
    expect(supportCoverage([categorical], 1)).toBeCloseTo(categories, 14);
    expect(supportCoverage([numeric], 1)).toBeCloseTo(numbers, 14);
    expect(supportCoverage([categorical, numeric], 1)).toBeCloseTo(score, 14);
  });
});
