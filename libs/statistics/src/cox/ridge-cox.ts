import { maximise } from '../newton-raphson.ts';
import type { Likelihood } from '../newton-raphson.ts';
import { partialLikelihood } from './partial-likelihood.ts';
import { type CoxSample, riskSetsOf, type Ties } from './risk-sets.ts';

/**
 * Coefficients of Cox's regression, per unit of each covariate, under a penalty of (ridge / 2) Σ (coefficient × standard
 * deviation of its covariate)²: as if each standardised coefficient were known beforehand to be 0 with variance 1 / ridge.
 * Unlike those of `coxRegression` they are always there: finite under separation, 0 without events and for constant
 * covariates, shared among collinear ones. For prediction; they are biased towards 0 and have no standard error. Verweij
 * & Van Houwelingen, Stat Med 1994.
 * @param ridge above 0, else RangeError
 * @returns length p
 */
export function ridgeCox(sample: CoxSample, ridge: number, ties: Ties = 'efron'): Float64Array {
  if (!(ridge > 0)) throw new RangeError('a ridge penalty is above 0');
  const riskSets = riskSetsOf(sample);
  const { parameters } = maximise(
    (coefficients) => penalised(partialLikelihood(riskSets, ties, coefficients), coefficients, ridge),
    new Float64Array(riskSets.width),
  );
  return parameters.map((value, j) => (riskSets.scales[j] === 0 ? 0 : value / riskSets.scales[j]));
}

function penalised({ logLikelihood, score, information }: Likelihood, at: Float64Array, ridge: number): Likelihood {
  const width = at.length;
  const penalty = at.reduce((sum, value) => sum + value ** 2, 0) * (ridge / 2);
  return {
    logLikelihood: logLikelihood - penalty,
    score: score.map((value, j) => value - ridge * at[j]),
    information: information.map((value, entry) => (entry % (width + 1) === 0 ? value + ridge : value)),
  };
}
