import { describe, expect, test } from '@jest/globals';
import { type AmlsgCohort, readAmlsgCohort } from '../testing/amlsg-cohort.ts';
import { invertPositiveDefinite, solvePositiveDefinite } from './cholesky.ts';
import { concordance } from './concordance.ts';
import { type CoxModel, coxRegression } from './cox/cox-regression.ts';
import type { CoxSample } from './cox/risk-sets.ts';
import {
  atRiskAt,
  kaplanMeier,
  medianSurvival,
  reverseKaplanMeier,
  standardErrorAt,
  survivalAt,
} from './kaplan-meier.ts';
import { logisticRegression } from './logistic-inference.ts';
import { logisticLikelihood } from './logistic-likelihood.ts';
import { logRank } from './log-rank.ts';
import { quantile } from './quantile.ts';
import type { SurvivalSample } from './survival-sample.ts';
import { normalLimit, waldEstimate } from './wald.ts';

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
  expectSamePValue(result.pValue, expected.p);
  expectClose(result.observed, expected.observed);
  expectClose(result.expected, expected.expected);
});

describe('Cox regressions are those of R', () => {
  /** R's coxph stops once the log-likelihood rises by less than this share; so do we, to compare all digits. */
  const asR = { likelihoodTolerance: 1e-9 };

  test('of one variable, with either way to take ties', () => {
    if (!cohort) return;
    for (const [name, expected] of Object.entries(cohort.reference.cox_univariable)) {
      const [endpoint, marker] = name.split(':');
      const sample = coxSampleOf(cohort, endpoint, [marker]);
      const model = coxModel(coxRegression(sample, asR));
      const [{ estimate, standardError, hazardRatio, pValue }] = model.coefficients;
      expect([model.patients, model.events]).toEqual([expected.n, expected.events]);
      expectClose([estimate, standardError], [expected.coef, expected.se]);
      expectClose([hazardRatio.estimate, hazardRatio.lower, hazardRatio.upper], [expected.hr, ...expected.ci]);
      expectClose(model.logLikelihood, expected.loglik);
      expectSamePValue(pValue, expected.p);
      const breslow = coxModel(coxRegression(sample, { ...asR, ties: 'breslow' }));
      expectClose([breslow.coefficients[0].estimate], [expected.coef_breslow]);
      // Going on to the end moves the estimate by less than a millionth of its standard error.
      const converged = coxModel(coxRegression(sample)).coefficients[0];
      expect(Math.abs(converged.estimate - expected.coef)).toBeLessThan(1e-6 * expected.se);
    }
  });

  test('of several variables, with the concordance', () => {
    if (!cohort) return;
    const expected = cohort.reference.cox_multivariable;
    const names = Object.keys(expected.coef);
    const sample = coxSampleOf(cohort, 'os', names);
    const model = coxModel(coxRegression(sample, asR));
    expect(model.patients).toBe(expected.n);
    names.forEach((name, j) => {
      const { estimate, standardError } = model.coefficients[j];
      expectClose([estimate, standardError], [expected.coef[name], expected.se[name]]);
    });
    expectClose(model.logLikelihood, expected.loglik);
    const scores = Array.from(sample.times, (_, i) =>
      sample.covariates.reduce((sum, column, j) => sum + column[i] * model.coefficients[j].estimate, 0),
    );
    expectClose([concordance({ ...sample, scores }).concordance], [expected.concordance]);
  });
});

test('logistic regressions are those of R', () => {
  if (!cohort) return;
  for (const [name, expected] of Object.entries(cohort.reference.logistic_univariable)) {
    const [outcome, marker] = name.split(':').map((column) => cohort.column(column));
    const rows = completeRows([outcome, marker]);
    const labels = Float64Array.from(rows, (row) => Number(outcome[row]));
    const covariate = Float64Array.from(rows, (row) => Number(marker[row]));
    const model = logisticRegression({ labels, covariates: [covariate] });
    if (model.kind !== 'model') throw new Error(`${name}: ${model.reason}`);
    const [{ estimate, standardError, oddsRatio }] = model.coefficients;
    expect(model.observations).toBe(expected.n);
    // R stops once the deviance hardly changes: six digits.
    expectClose([estimate, model.intercept.estimate, oddsRatio.estimate], [expected.coef, expected.intercept, expected.or], 1e-6); // prettier-ignore
    // Its standard errors are those of the step before, some of them off in the fourth digit; ours at that step are the same.
    expectClose([standardError], [expected.se], 1e-3);
    const atLastButOne = waldEstimate(expected.coef, standardErrorOfGlm(labels, covariate), normalLimit(0.95));
    expectClose([atLastButOne.standardError], [expected.se]);
    expectClose([Math.exp(atLastButOne.lower), Math.exp(atLastButOne.upper)], expected.ci_wald);
    expectSamePValue(atLastButOne.pValue, expected.p);
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

function coxSampleOf({ column }: AmlsgCohort, endpoint: string, names: readonly string[]): CoxSample {
  const columns = names.map(column);
  const rows = completeRows(columns);
  const numbers = (cells: readonly string[]) => Float64Array.from(rows, (row) => Number(cells[row]));
  return {
    times: numbers(column(`${endpoint}_months`)),
    isEvent: numbers(column(`${endpoint}_event`)),
    covariates: columns.map(numbers),
  };
}

function coxModel(result: ReturnType<typeof coxRegression>): CoxModel {
  if (result.kind !== 'model') throw new Error(result.reason);
  return result;
}

/**
 * R's glm from its start (fitted values ¼ and ¾, so that the first step is a line through ± that response) to its end (the
 * deviance changes by less than 1e-8), with the information of the last step but one.
 */
function standardErrorOfGlm(labels: Float64Array, covariate: Float64Array): number {
  const counts = new Float64Array(labels.length).fill(1);
  const data = { columns: [covariate], labels, counts, offsets: new Float64Array(labels.length) };
  const halfWidth = Math.log(3) + 0.25 / (0.75 * 0.25);
  let parameters = lineThrough(covariate, labels.map((label) => (label > 0 ? halfWidth : -halfWidth))); // prettier-ignore
  let deviance = Infinity;
  let standardError = Number.NaN;
  for (;;) {
    const { logLikelihood, score, information } = logisticLikelihood(data, parameters);
    if (Math.abs(-2 * logLikelihood - deviance) / (-2 * logLikelihood + 0.1) < 1e-8) return standardError;
    deviance = -2 * logLikelihood;
    const step = solvePositiveDefinite(Float64Array.from(information), score) ?? new Float64Array(2);
    parameters = parameters.map((value, j) => value + step[j]);
    standardError = Math.sqrt(invertPositiveDefinite(information, 2)?.[3] ?? Number.NaN);
  }
}

/** Least squares. */
function lineThrough(x: Float64Array, y: Float64Array): Float64Array {
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  const n = x.length;
  const covariance = sum(x.map((value, i) => value * y[i])) - (sum(x) * sum(y)) / n;
  const slope = covariance / (sum(x.map((value) => value ** 2)) - sum(x) ** 2 / n);
  return Float64Array.of((sum(y) - slope * sum(x)) / n, slope);
}

function completeRows(columns: readonly (readonly string[])[]): number[] {
  return columns[0].flatMap((_, row) => (columns.every((cells) => isKnown(cells[row])) ? [row] : []));
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

function expectSamePValue(value: number, expected: number): void {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(Math.max(1e-12, 1e-6 * expected));
}
