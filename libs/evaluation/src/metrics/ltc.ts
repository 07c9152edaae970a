/** How associations of two cohorts compare. `real` and `synthetic` are square matrices A[r][c] of the same fields. */
export type AssociationMatrix = readonly (readonly number[])[];

/** Real associations at or below this are left out of association retention. */
const NOTABLE = 0.1;

/**
 * Log-transformed correlation score of TabSynDex in [0, 1]: with g(a) = sign(a) ln|a|, g(0) = 0, the error of a pair is
 * min(1, |g(A_R) − g(A_S)| / |g(A_R)|); the score is 1 − the mean over columns of the mean over rows. Pairs with
 * g(A_R) = g(A_S) = 0 (the diagonal) are left out. NaN when nothing is left. Chundawat et al., arXiv 2207.05295.
 */
export function logTransformedCorrelation(real: AssociationMatrix, synthetic: AssociationMatrix): number {
  const columnErrors = real
    .map((_, column) => meanOf(real.map((row, r) => pairError(row[column], synthetic[r][column]))))
    .filter((error) => !Number.isNaN(error));
  return 1 - meanOf(columnErrors);
}

/**
 * Mean of |A_S| / |A_R| over the ordered pairs of different fields with |A_R| above 0.1: the share of the real
 * associations that the synthetic cohort keeps. NaN when there is no such pair.
 */
export function associationRetention(real: AssociationMatrix, synthetic: AssociationMatrix): number {
  const kept = real.flatMap((row, r) =>
    row.flatMap((value, c) => (r !== c && Math.abs(value) > NOTABLE ? [Math.abs(synthetic[r][c] / value)] : [])),
  );
  return meanOf(kept);
}

/**
 * 1 − the mean of |A_S − A_R| over the ordered pairs of different fields: as LTC, but weak associations don't weigh more
 * than strong ones. NaN for fewer than two fields.
 */
export function associationCloseness(real: AssociationMatrix, synthetic: AssociationMatrix): number {
  const differences = real.flatMap((row, r) =>
    row.flatMap((value, c) => (r === c ? [] : [Math.abs(synthetic[r][c] - value)])),
  );
  return 1 - meanOf(differences);
}

function pairError(real: number, synthetic: number): number {
  const realLog = signedLog(real);
  const difference = Math.abs(realLog - signedLog(synthetic));
  if (realLog === 0) return difference === 0 ? Number.NaN : 1;
  return Math.min(1, difference / Math.abs(realLog));
}

function signedLog(association: number): number {
  return association === 0 ? 0 : Math.sign(association) * Math.log(Math.abs(association));
}

/** Mean of what isn't NaN. */
function meanOf(values: readonly number[]): number {
  const defined = values.filter((value) => !Number.isNaN(value));
  return defined.reduce((sum, value) => sum + value, 0) / defined.length;
}
