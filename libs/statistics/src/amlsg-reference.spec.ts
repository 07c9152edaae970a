import { expect, test } from '@jest/globals';
import { type AmlsgCohort, readAmlsgCohort } from '../testing/amlsg-cohort.ts';
import {
  atRiskAt,
  kaplanMeier,
  medianSurvival,
  reverseKaplanMeier,
  standardErrorAt,
  survivalAt,
} from './kaplan-meier.ts';
import { fitLogistic } from './logistic-regression.ts';
import { logRank, type SurvivalSample } from './log-rank.ts';
import { quantile } from './quantile.ts';

/** Relative; the reference holds 15 digits. */
const TOLERANCE = 1e-9;

const cohort = readAmlsgCohort();

test('Kaplan–Meier estimates, standard errors, numbers at risk and medians are those of R', () => {
  if (!cohort) return;
  for (const [name, expected] of Object.entries(cohort.reference.kaplan_meier)) {
    const [endpoint, trial] = name.split('_');
    const { times, isEvent } = sampleOf(cohort, endpoint, trial);
    const curve = kaplanMeier(times, isEvent);
    const { median, lower, upper } = medianSurvival(curve);
    expectClose([median, lower, upper], [expected.median, ...expected.median_ci_loglog]);
    expectClose(
      expected.times.map((time) => survivalAt(curve, time)),
      expected.survival,
    );
    expectClose(
      expected.times.map((time) => standardErrorAt(curve, time)),
      expected.std_err,
    );
    expectClose(
      expected.times.map((time) => atRiskAt(curve, time)),
      expected.at_risk,
    );
  }
});

test('median follow-up is that of R', () => {
  if (!cohort) return;
  const { times, isEvent } = sampleOf(cohort, 'os', 'all');
  const { median, lower, upper } = medianSurvival(reverseKaplanMeier(times, isEvent));
  const expected = cohort.reference.reverse_kaplan_meier.os_all;
  expectClose([median, lower, upper], [expected.median_follow_up, ...expected.ci_loglog]);
});

test.each([
  ['os_AMLHD98A_vs_AMLSG0704', 'os', ['AMLHD98A', 'AMLSG0704']],
  ['efs_AMLHD98A_vs_AMLSG0704', 'efs', ['AMLHD98A', 'AMLSG0704']],
  ['os_three_trials', 'os', ['AMLHD98A', 'AMLHD98B', 'AMLSG0704']],
])('log-rank %s is that of R', (name, endpoint, trials) => {
  if (!cohort) return;
  const expected = cohort.reference.log_rank[name];
  const result = logRank(trials.map((trial) => sampleOf(cohort, endpoint, trial)));
  expectClose([result.statistic, result.degreesOfFreedom], [expected.chisq, expected.df]);
  expectClose(result.observed, expected.observed);
  expectClose(result.expected, expected.expected);
});

test('logistic regressions are those of R', () => {
  if (!cohort) return;
  for (const [name, expected] of Object.entries(cohort.reference.logistic_univariable)) {
    const [outcome, marker] = name.split(':').map((column) => cohort.column(column));
    const rows = outcome.flatMap((cell, row) => (isKnown(cell) && isKnown(marker[row]) ? [row] : []));
    const x = Float64Array.from(rows, (row) => Number(marker[row]));
    const model = fitLogistic(
      [x],
      Float64Array.from(rows, (row) => Number(outcome[row])),
    );
    expect(rows).toHaveLength(expected.n);
    // R stops once the deviance hardly changes: six digits.
    expectClose([model.intercept, model.coefficients[0]], [expected.intercept, expected.coef], 1e-6);
  }
});

test('quantiles are those of R', () => {
  if (!cohort) return;
  const trials = cohort.column('trial');
  for (const [name, expected] of Object.entries(cohort.reference.continuous_AMLHD98A_vs_AMLSG0704)) {
    const cells = cohort.column(name).filter((cell, row) => trials[row] === 'AMLHD98A' && isKnown(cell));
    const sorted = Float64Array.from(cells, Number).sort();
    expectClose(
      [0.25, 0.5, 0.75].map((probability) => quantile(sorted, probability)),
      expected.quantiles_type7,
    );
  }
});

function sampleOf({ column }: AmlsgCohort, endpoint: string, trial: string): SurvivalSample {
  const trials = column('trial');
  const inTrial = (_: string, row: number) => trial === 'all' || trials[row] === trial;
  return {
    times: column(`${endpoint}_months`).filter(inTrial).map(Number),
    isEvent: column(`${endpoint}_event`).filter(inTrial).map(Number),
  };
}

function isKnown(cell: string): boolean {
  return cell !== '' && cell !== 'NA';
}

function expectClose(values: readonly number[], expected: readonly number[], tolerance = TOLERANCE): void {
  expect(values).toHaveLength(expected.length);
  values.forEach((value, i) => {
    expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(tolerance * Math.max(1e-3, Math.abs(expected[i])));
  });
}
