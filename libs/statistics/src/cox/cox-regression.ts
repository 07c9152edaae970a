import { type ChiSquaredTest, chiSquaredTest } from '../chi-squared-test.ts';
import { dependentColumns, diagonalOf, solvePositiveDefinite } from '../cholesky.ts';
import { type Likelihood, maximise, type Maximum } from '../newton-raphson.ts';
import { type NoEstimate, noEstimate } from '../no-estimate.ts';
import { estimatesOf, type Scaling, type Separation } from '../regression-estimates.ts';
import { exponentiated, type IntervalEstimate, normalLimit, type WaldEstimate, waldEstimate } from '../wald.ts';
import { isMonotoneAlong } from './monotone-likelihood.ts';
import { partialLikelihood } from './partial-likelihood.ts';
import { type CoxSample, type RiskSets, riskSetsOf, type Ties } from './risk-sets.ts';

export interface CoxOptions {
  /** Default efron. */
  readonly ties?: Ties;
  /** Of the confidence intervals; default 0.95. */
  readonly level?: number;
  /** Limit of Newton steps; default 60. */
  readonly iterations?: number;
  /** Rise of the log-likelihood, relative to its size, to stop at, as R does at 1e-9; by default when coefficients stand still. */
  readonly likelihoodTolerance?: number;
}

/** The logarithm of a hazard ratio per unit of a covariate. */
export interface CoxCoefficient extends WaldEstimate {
  readonly hazardRatio: IntervalEstimate;
}

export interface CoxModel {
  readonly kind: 'model';
  readonly patients: number;
  readonly events: number;
  /** In the order of the covariates. */
  readonly coefficients: readonly CoxCoefficient[];
  /** p × p, row by row; NaN where a coefficient is infinite. */
  readonly covariance: Float64Array;
  /** Partial log-likelihood of no effect and of the fit (its limit under separation). */
  readonly logLikelihood: readonly [number, number];
  /** Rao's test of no effect at all; with one binary covariate and no ties it is the log-rank test. */
  readonly scoreTest: ChiSquaredTest;
  readonly likelihoodRatioTest: ChiSquaredTest;
  /**
   * Present where the likelihood is monotone. Then the coefficients that are named are ±∞ (hazard ratio ∞ or 0) with
   * neither standard error nor interval nor p value; the others are their limits, to about six digits.
   */
  readonly separation: Separation | undefined;
  readonly iterations: number;
}

/**
 * Cox's proportional hazards regression, by Newton's method on the partial likelihood. Agrees with R's coxph, and with
 * replicate counts gives what as many identical rows give, also for ties (R's case weights don't).
 *
 * Null hypothesis of each coefficient's p value: the covariate doesn't change the hazard, the others held fixed.
 * Throws InvalidObservations for lengths that differ, values that aren't finite and counts that aren't whole.
 */
export function coxRegression(sample: CoxSample, options: CoxOptions = {}): CoxModel | NoEstimate {
  const { ties = 'efron', level = 0.95, iterations, likelihoodTolerance } = options;
  const z = normalLimit(level);
  const riskSets = riskSetsOf(sample);
  const atNull = partialLikelihood(riskSets, ties, new Float64Array(riskSets.width));
  const problem = problemOf(riskSets, atNull);
  if (problem !== undefined) return problem;
  const maximum = maximise(
    (coefficients) => partialLikelihood(riskSets, ties, coefficients),
    new Float64Array(riskSets.width),
    { iterations, likelihoodTolerance, isMonotone: (direction) => isMonotoneAlong(riskSets, direction) },
  );
  return maximum.outcome === 'not-converged' ? noEstimate('not-converged') : modelOf(riskSets, atNull, maximum, z);
}

/** Information below this share of what a standardised covariate gives, or of its own, is rounding. */
const ROUNDING = 1e-10;

function problemOf(riskSets: RiskSets, { information }: Likelihood): NoEstimate | undefined {
  if (riskSets.rowCount === 0) return noEstimate('no-observations');
  const events = eventCount(riskSets);
  if (events === 0) return noEstimate('no-events');
  const own = diagonalOf(information, riskSets.width);
  const constant = Array.from(own.keys()).filter((j) => own[j] <= ROUNDING * events);
  if (constant.length > 0) return noEstimate('constant-column', constant);
  const dependent = dependentColumns(
    information,
    own.map((entry) => ROUNDING * entry),
  );
  return dependent.length > 0 ? noEstimate('collinear-columns', dependent) : undefined;
}

function modelOf(riskSets: RiskSets, atNull: Likelihood, maximum: Maximum, z: number): CoxModel {
  const { width, counts } = riskSets;
  const { values, covariance, separation } = estimatesOf(maximum, atNull, scalingOf(riskSets));
  const logLikelihood = [atNull.logLikelihood, maximum.likelihood.logLikelihood] as const;
  return {
    kind: 'model',
    patients: counts.reduce((sum, count) => sum + count, 0),
    events: eventCount(riskSets),
    coefficients: Array.from(values, (value, j) => coefficient(value, covariance[j * width + j], z)),
    covariance,
    logLikelihood,
    scoreTest: chiSquaredTest(scoreStatistic(atNull), width),
    likelihoodRatioTest: chiSquaredTest(2 * (logLikelihood[1] - logLikelihood[0]), width),
    separation,
    iterations: maximum.iterations,
  };
}

function coefficient(estimate: number, variance: number, z: number): CoxCoefficient {
  const onLogScale = waldEstimate(estimate, Math.sqrt(variance), z);
  return { ...onLogScale, hazardRatio: exponentiated(onLogScale) };
}

/** uᵀ I⁻¹ u with no effect. */
function scoreStatistic({ score, information }: Likelihood): number {
  const solution = solvePositiveDefinite(Float64Array.from(information), score);
  return solution?.reduce((sum, value, j) => sum + value * score[j], 0) ?? Number.NaN;
}

function scalingOf({ scales }: RiskSets): Scaling {
  return { fromStandardised: diagonal(scales.map((scale) => 1 / scale)), toStandardised: diagonal(scales) };
}

function diagonal(entries: Float64Array): Float64Array {
  const width = entries.length;
  const matrix = new Float64Array(width * width);
  entries.forEach((value, j) => (matrix[j * width + j] = value));
  return matrix;
}

function eventCount({ counts, isEvent }: RiskSets): number {
  return counts.reduce((sum, count, row) => sum + count * isEvent[row], 0);
}
