import { logisticRegression, type LogisticSample } from './logistic-inference.ts';
import { checkedCounts, checkLength, InvalidObservations } from './observations.ts';
import { groupsOfRisks, type RiskGroup } from './risk-groups.ts';
import { normalLimit, type WaldEstimate, waldEstimate } from './wald.ts';

/** Predictions of a binary outcome beside it; shape (n). */
export interface PredictedOutcomes {
  /** 0 or 1. */
  readonly labels: ArrayLike<number>;
  readonly probabilities: ArrayLike<number>;
  /** How many identical patients each entry stands for; 1 each where absent. */
  readonly counts?: ArrayLike<number>;
}

/** How predicted risks p compare with what happened, P, on the scale of log odds. */
export interface Recalibration {
  /**
   * Calibration in the large: the intercept a of logit P = a + logit p. 0 is perfect; above 0 risks are predicted too low.
   * z and p value of the null hypothesis 0. Undefined when all labels are equal.
   */
  readonly inTheLarge: WaldEstimate | undefined;
  /**
   * Calibration slope: b of logit P = a + b logit p. 1 is perfect; below 1 predictions are too extreme. z and p value of the
   * null hypothesis 1. Undefined when all labels or all predictions are equal, ±∞ when the predictions part the labels.
   */
  readonly slope: WaldEstimate | undefined;
}

/**
 * Logistic recalibration. Cox, Biometrika 1958; Van Calster et al., J Clin Epidemiol 2016.
 * @param outcomes probabilities strictly between 0 and 1: cut those of 0 and 1 first, their log odds are infinite. Throws
 * InvalidObservations for these, labels other than 0 and 1 and counts that aren't whole.
 */
export function recalibration({ labels, probabilities, counts }: PredictedOutcomes, level = 0.95): Recalibration {
  const logits = Float64Array.from(probabilities, logit);
  const shifted = modelOf({ labels, counts, covariates: [], offsets: logits }, level);
  const sloped = modelOf({ labels, counts, covariates: [logits] }, level);
  return { inTheLarge: shifted?.intercept, slope: sloped && comparedWithOne(sloped.coefficients[0], level) };
}

/**
 * Groups by predicted risk: with k cut points k + 1 of them, empty ones too.
 * @param cutPoints ascending; a risk at a cut point is in the group above it
 */
export function binaryRiskGroups(
  { labels, probabilities, counts }: PredictedOutcomes,
  cutPoints: readonly number[],
): RiskGroup[] {
  checkLength('labels', labels, probabilities.length);
  const weights = checkedCounts(counts, probabilities.length);
  const groups = groupsOfRisks(probabilities, cutPoints);
  const sums = Array.from({ length: cutPoints.length + 1 }, () => ({ patients: 0, predicted: 0, events: 0 }));
  groups.forEach((group, i) => {
    sums[group].patients += weights[i];
    sums[group].predicted += weights[i] * probabilities[i];
    sums[group].events += weights[i] * labels[i];
  });
  return sums.map(({ patients, predicted, events }) => ({
    patients,
    meanPredicted: predicted / patients,
    observed: events / patients,
  }));
}

function modelOf(sample: LogisticSample, level: number) {
  const model = logisticRegression(sample, { level });
  return model.kind === 'model' ? model : undefined;
}

function comparedWithOne({ estimate, standardError, lower, upper }: WaldEstimate, level: number): WaldEstimate {
  const { z, pValue } = waldEstimate(estimate - 1, standardError, normalLimit(level));
  return { estimate, standardError, lower, upper, z, pValue };
}

function logit(probability: number): number {
  if (!(probability > 0 && probability < 1)) throw new InvalidObservations('probabilities must lie between 0 and 1');
  return Math.log(probability / (1 - probability));
}
