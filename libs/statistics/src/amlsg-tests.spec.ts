import { describe, expect, test } from '@jest/globals';
import { type AmlsgCohort, readAmlsgCohort } from '../testing/amlsg-cohort.ts';
import { chiSquaredTest } from './chi-squared.ts';
import type { TwoByTwo } from './contingency-table.ts';
import { fisherExactTableTest } from './fisher-exact-table.ts';
import { fisherExactTest } from './fisher-exact.ts';
import { kolmogorovSmirnovTestOfSamples } from './kolmogorov-smirnov.ts';
import type { UniformSource } from './random-table.ts';
import { momentsOf } from './sample-moments.ts';
import { shapiroWilkTestOfSample } from './shapiro-wilk.ts';
import { tTest } from './t-test.ts';
import { wilcoxonTestOfSamples } from './wilcoxon.ts';

/** Relative. */
const TOLERANCE = 1e-9;

/** R's fisher.test solves for the odds ratio to eps^¼, 1.2e-4. */
const R_ODDS_RATIO_TOLERANCE = 1.2e-4;

/** For tests that must be exact. */
const NO_DRAWS: UniformSource = {
  uniform() {
    throw new Error('nothing is to be drawn');
  },
};

const cohort = readAmlsgCohort();

test.each(['age', 'wbc', 'hb', 'plt', 'ldh', 'bm_blasts'])('tests of %s between two trials are those of R', (name) => {
  if (!cohort) return;
  const expected = cohort.reference.continuous_AMLHD98A_vs_AMLSG0704[name];
  const [first, second] = ['AMLHD98A', 'AMLSG0704'].map((trial) => numbersOf(cohort, name, trial));
  const wilcoxon = wilcoxonTestOfSamples(first, second);
  expect(wilcoxon.statistic).toBe(expected.wilcoxon_w);
  expectClose(wilcoxon.pValue, expected.wilcoxon_p);
  const t = tTest(momentsOf(first), momentsOf(second), 'pooled');
  expect(t.degreesOfFreedom).toBe(expected.t_df);
  expectClose(t.statistic, expected.t);
  expectClose(t.pValue, expected.t_p);
  const shapiro = shapiroWilkTestOfSample(first);
  expectClose(shapiro.statistic, expected.shapiro_w);
  expectClose(shapiro.pValue, expected.shapiro_p);
  expectClose(kolmogorovSmirnovTestOfSamples(first, second).statistic, expected.ks_d);
});

describe('tests of counts between two trials', () => {
  test('Fisher of 2 × 2 tables is that of R', () => {
    if (!cohort) return;
    for (const { table, p, odds_ratio_cmle } of Object.values(cohort.reference.fisher_AMLHD98A_vs_AMLSG0704)) {
      if (odds_ratio_cmle === undefined) continue;
      const result = fisherExactTest(table as unknown as TwoByTwo);
      expectClose(result.pValue, p);
      expectClose(result.oddsRatio, odds_ratio_cmle, R_ODDS_RATIO_TOLERANCE);
    }
  });

  test('Fisher and Pearson of a larger table are those of R', () => {
    if (!cohort) return;
    const { table, p, chisq_p } = cohort.reference.fisher_AMLHD98A_vs_AMLSG0704.aml_status_rxc;
    const fisher = fisherExactTableTest(table, NO_DRAWS);
    expect(fisher.method).toBe('exact');
    expectClose(fisher.pValue, p);
    expectClose(chiSquaredTest(table).pValue, chisq_p!);
  });
});

/** Missing cells are NaN. */
function numbersOf({ column }: AmlsgCohort, name: string, trial: string): number[] {
  const trials = column('trial');
  return column(name)
    .filter((_, row) => trials[row] === trial)
    .map((cell) => (cell === '' || cell === 'NA' ? Number.NaN : Number(cell)));
}

function expectClose(value: number, expected: number, tolerance = TOLERANCE): void {
  expect(Math.abs(value / expected - 1)).toBeLessThan(tolerance);
}
