import { histogramAuc } from '#statistics/classification';

/** Above this the leakage coefficient is an alarm (Eckardt et al. 2024); below it proves nothing. */
export const LEAKAGE_ALARM = 0.05;

/**
 * Privacy leakage coefficient: how much nearer synthetic rows lie to training than to held-out rows, as the ratio of
 * mean nearest distances to equally large sets − 1. 0: no nearer; above 0.05: alarm.
 */
export function leakageCoefficient(meanToHeldOut: number, meanToTraining: number): number {
  return meanToHeldOut / meanToTraining - 1;
}

/**
 * Membership inference: area under the curve of guessing that a real row was in training from its distance to the
 * nearest synthetic row (nearer: rather in training). 0.5 is chance; NaN when either histogram is empty.
 * @param training rows per distance
 * @param heldOut rows per distance
 */
export function membershipAuc(training: ArrayLike<number>, heldOut: ArrayLike<number>): number {
  return histogramAuc(training, heldOut);
}
