import { type ChiSquaredTest, chiSquaredTest } from './chi-squared-test.ts';
import { dependentColumns, diagonalOf } from './cholesky.ts';
import { type LogisticData, logisticLikelihood } from './logistic-likelihood.ts';
import { type Likelihood, maximise, type Point } from './newton-raphson.ts';
import { type NoEstimate, noEstimate } from './no-estimate.ts';
import { checkedCounts, checkFinite, checkLength, InvalidObservations } from './observations.ts';
import { estimatesOf, type RegressionEstimates, type Scaling, type Separation } from './regression-estimates.ts';
import { standardise, type StandardisedColumns } from './standardised-columns.ts';
import { exponentiated, type IntervalEstimate, normalLimit, type WaldEstimate, waldEstimate } from './wald.ts';

/** Binary outcomes beside p covariates; shape (n), no missing values. */
export interface LogisticSample {
  /** 0 or 1. */
  readonly labels: ArrayLike<number>;
  /** p columns of length n, without the intercept. */
  readonly covariates: readonly ArrayLike<number>[];
  /** How many identical rows each stands for: whole, 0 or more; 1 each where absent. */
  readonly counts?: ArrayLike<number>;
  /** Added to the linear predictor with coefficient 1; 0 where absent. */
  readonly offsets?: ArrayLike<number>;
}

export interface LogisticInferenceOptions {
  /** Of the confidence intervals; default 0.95. */
  readonly level?: number;
  /** Limit of Newton steps; default 60. */
  readonly iterations?: number;
}

/** The logarithm of an odds ratio per unit of a covariate. */
export interface LogisticCoefficient extends WaldEstimate {
  readonly oddsRatio: IntervalEstimate;
}

export interface LogisticRegression {
  readonly kind: 'model';
  readonly observations: number;
  /** Rows with label 1. */
  readonly positives: number;
  readonly intercept: WaldEstimate;
  /** In the order of the covariates. */
  readonly coefficients: readonly LogisticCoefficient[];
  /** (p + 1) × (p + 1), row by row, the intercept first; NaN for coefficients that are infinite. */
  readonly covariance: Float64Array;
  /** Of the intercept alone and of the fit (its limit under separation). */
  readonly logLikelihood: readonly [number, number];
  readonly likelihoodRatioTest: ChiSquaredTest;
  /**
   * Present where the outcomes are separated, completely or but for ties. Direction and indices count the intercept as 0.
   * What is named infinite is ±∞ (odds ratio ∞ or 0) with neither standard error nor interval nor p value; the others are
   * their limits, to about six digits, or NaN where nothing tells them.
   */
  readonly separation: Separation | undefined;
  readonly iterations: number;
}

/**
 * Logistic regression by maximum likelihood with Wald's intervals and tests, as R's glm(family = binomial). Null
 * hypothesis of each coefficient's p value: the covariate doesn't change the odds, the others held fixed. Separation:
 * Albert & Anderson, Biometrika 1984.
 *
 * Throws InvalidObservations for lengths that differ, values that aren't finite, labels other than 0 and 1 and counts that
 * aren't whole.
 */
export function logisticRegression(
  sample: LogisticSample,
  { level = 0.95, iterations }: LogisticInferenceOptions = {},
): LogisticRegression | NoEstimate {
  const z = normalLimit(level);
  const { data, standardised } = standardisedData(sample);
  const positives = data.counts.reduce((sum, count, i) => sum + count * data.labels[i], 0);
  const observations = data.counts.reduce((sum, count) => sum + count, 0);
  if (observations === 0) return noEstimate('no-observations');
  if (positives === 0 || positives === observations) return noEstimate('no-events');
  const likelihoodAt = (parameters: Float64Array) => logisticLikelihood(data, parameters);
  const atNull = withoutEffects(data, likelihoodAt);
  const problem = problemOf(atNull.likelihood, standardised);
  if (problem !== undefined) return problem;
  const isMonotone = (direction: Float64Array) => isSeparatedAlong(data, direction);
  const estimates = estimatesOf({ scaling: scalingOf(standardised), atNull, likelihoodAt, isMonotone }, { iterations });
  if (estimates === undefined) return noEstimate('not-converged');
  return { kind: 'model', observations, positives, ...inferenceFrom(estimates, atNull.likelihood, z) };
}

/** The intercept alone. */
function withoutEffects(data: LogisticData, likelihoodAt: (parameters: Float64Array) => Likelihood): Point {
  const alone = maximise((parameters) => logisticLikelihood({ ...data, columns: [] }, parameters), Float64Array.of(0));
  const parameters = new Float64Array(data.columns.length + 1);
  parameters[0] = alone.parameters[0];
  return { parameters, likelihood: likelihoodAt(parameters) };
}

function standardisedData(sample: LogisticSample): { data: LogisticData; standardised: StandardisedColumns } {
  const { labels, covariates } = sample;
  const counts = checkedCounts(sample.counts, labels.length);
  const offsets = Float64Array.from(sample.offsets ?? new Float64Array(labels.length));
  for (const column of [...covariates, offsets]) {
    checkLength('values of a covariate', column, labels.length);
    checkFinite('covariates', column);
  }
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] !== 0 && labels[i] !== 1) throw new InvalidObservations('labels must be 0 or 1');
  }
  const standardised = standardise(covariates, counts);
  return { data: { columns: standardised.columns, labels, counts, offsets }, standardised };
}

/** Information below this share of a column's own is rounding. */
const ROUNDING = 1e-10;

function problemOf({ information, score }: Likelihood, { scales }: StandardisedColumns): NoEstimate | undefined {
  const constant = Array.from(scales.keys()).filter((j) => scales[j] === 0);
  if (constant.length > 0) return noEstimate('constant-column', constant);
  const rounding = diagonalOf(information, score.length).map((entry) => ROUNDING * entry);
  const dependent = dependentColumns(information, rounding).map((j) => j - 1);
  return dependent.length > 0 ? noEstimate('collinear-columns', dependent) : undefined;
}

/** Share of the largest margin that counts as 0: directions come out of an iteration. */
const TOLERANCE = 1e-6;

/** Whether no row is on the wrong side of the plane a direction stands for, and some row is off it. */
function isSeparatedAlong({ columns, labels, counts }: LogisticData, direction: Float64Array): boolean {
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] === 0) continue;
    const score = columns.reduce((sum, column, j) => sum + direction[j + 1] * column[i], direction[0]);
    const margin = labels[i] > 0 ? score : -score;
    least = Math.min(least, margin);
    most = Math.max(most, margin);
  }
  return most > 0 && least >= -TOLERANCE * most;
}

function inferenceFrom(
  { values, covariance, separation, iterations, ...estimates }: RegressionEstimates,
  atNull: Likelihood,
  z: number,
) {
  const width = values.length;
  const wald = Array.from(values, (value, j) => waldEstimate(value, Math.sqrt(covariance[j * width + j]), z));
  const logLikelihood = [atNull.logLikelihood, estimates.logLikelihood] as const;
  return {
    intercept: wald[0],
    coefficients: wald.slice(1).map((estimate) => ({ ...estimate, oddsRatio: exponentiated(estimate) })),
    covariance,
    logLikelihood,
    likelihoodRatioTest: chiSquaredTest(2 * (logLikelihood[1] - logLikelihood[0]), width - 1),
    separation,
    iterations,
  };
}

/** β = b / s and intercept = b₀ − Σ b m / s for columns with means m and standard deviations s. */
function scalingOf({ means, scales }: StandardisedColumns): Scaling {
  const width = means.length + 1;
  const fromStandardised = new Float64Array(width * width);
  const toStandardised = new Float64Array(width * width);
  fromStandardised[0] = 1;
  toStandardised[0] = 1;
  scales.forEach((scale, j) => {
    fromStandardised[j + 1] = -means[j] / scale;
    fromStandardised[(j + 1) * width + j + 1] = 1 / scale;
    toStandardised[j + 1] = means[j];
    toStandardised[(j + 1) * width + j + 1] = scale;
  });
  return { fromStandardised, toStandardised };
}
