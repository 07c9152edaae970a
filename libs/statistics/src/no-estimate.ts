/** Why a regression has no estimates at all. */
export type NoEstimateReason =
  /** No patients. */
  | 'no-observations'
  /** No events, or only one of the two labels. */
  | 'no-events'
  /** A column has one value: over all patients or, in a Cox regression, within every risk set. */
  | 'constant-column'
  /** A column is a linear combination of the columns before it. */
  | 'collinear-columns'
  /** The iteration limit came first, though nothing is separated. */
  | 'not-converged';

export interface NoEstimate {
  readonly kind: 'no-estimate';
  readonly reason: NoEstimateReason;
  /** Indices of the columns to leave out; empty where the reason isn't a column. */
  readonly columns: readonly number[];
}

export function noEstimate(reason: NoEstimateReason, columns: readonly number[] = []): NoEstimate {
  return { kind: 'no-estimate', reason, columns };
}
