import type { InferenceFigures } from './inference/inference-figures.ts';
import type { MetricMode } from './metrics/metric-mode.ts';
import type { PrivacyFigures } from './privacy/privacy-figure-types.ts';
import type { UtilityFigures } from './utility/utility-figures.ts';

/**
 * What an assessment of one synthetic cohort says: plain, JSON-able values. Everything about real patients in it is
 * counts, or follows from counts. Undefined quantities are null. Small counts of real patients (above 0, below the dictionary's
 * minimum cell size) are null too, and counted in `suppressedCells`.
 */
export interface Assessment {
  readonly version: 1;
  /** `sums`: over sites, in agreed bins. `rows`: all rows were at hand; what is rounded even so, docs/metrics.md says. */
  readonly from: 'sums' | 'rows';
  /** How BSM and the survival scores were computed. */
  readonly mode: MetricMode;
  /** Rows behind the figures. */
  readonly rows: { readonly training: number; readonly heldOut: number; readonly synthetic: number };
  readonly siteCount: number;
  /** Draws that floors and ceilings of fidelity are means of. */
  readonly references: { readonly independentCohorts: number; readonly halvings: number };
  readonly scores: readonly AssessmentScore[];
  readonly distributions: readonly ColumnDistribution[];
  readonly survival: readonly EndpointSurvival[];
  readonly associations: AssociationMatrices;
  /** Absent where fewer than two columns have two states. */
  readonly coOccurrence?: CoOccurrence;
  readonly inference: InferenceFigures;
  readonly utility: UtilityFigures;
  readonly privacy: PrivacyFigures;
  readonly constraints: readonly ConstraintCount[];
  readonly minimumCellSize: number;
  readonly suppressedCells: number;
}

/** Which real rows a score compares the synthetic ones with. */
export type Against = 'training' | 'held-out';

export type ScoreName =
  | 'bsm'
  | 'rsc'
  | 'ltc'
  | 'association-retention'
  | 'association-difference'
  | 'column-shape'
  | 'km-divergence'
  | 'optimism'
  | 'short-sightedness'
  | 'discriminator'
  | 'k-means-coverage'
  | 'effect-agreement'
  | 'prediction'
  | 'auroc'
  | 'brier'
  | 'concordance';

/**
 * A score in [0, 1] (association retention: may pass 1; prediction: Matthews correlation in [−1, 1]), 1 is best. Read it
 * between `floor` and `ceiling`: alone it says little.
 */
export interface AssessmentScore {
  readonly name: ScoreName;
  readonly label: string;
  /** The endpoint of a survival score, the target of a prediction score. */
  readonly subject?: string;
  readonly against: Against;
  readonly better: 'higher';
  readonly value: number | null;
  /** The same score of a cohort with the real margins and independent columns, over several; of Cox models ½, the chance. */
  readonly floor: number | null;
  /**
   * Against training: one random half of the real training rows scored against the other, over several halvings. Held out: the real training
   * rows scored against the held-out rows; for models, learnt from the real training rows, where these are at hand.
   */
  readonly ceiling: number | null;
  /** Standard deviation of the draws that floor or ceiling is the mean of; absent where it is one. */
  readonly floorDeviation?: number;
  readonly ceilingDeviation?: number;
  /** For survival scores, before 1 − |·|: above 0 means synthetic patients live longer (optimism), or are followed
   * shorter (short-sightedness). For divergence, the divergence itself. */
  readonly signed?: number | null;
}

/** Each quantity for the three cohorts. */
export interface ByCohort<T> {
  readonly training: T;
  readonly heldOut: T;
  readonly synthetic: T;
}

export type ColumnDistribution = NumericColumnDistribution | CategoricalColumnDistribution;

interface ColumnDistributionBase {
  readonly field: string;
  readonly title?: string;
  readonly group?: string;
}

export interface NumericColumnDistribution extends ColumnDistributionBase {
  readonly kind: 'numeric';
  readonly unit?: string;
  /** Bin edges, increasing, one more than bins; at most 40 bins of the agreed grid joined. */
  readonly edges: readonly number[];
  readonly cohorts: ByCohort<NumericSummary>;
}

export interface NumericSummary {
  /** Rows per bin; null: suppressed. */
  readonly counts: readonly (number | null)[];
  readonly missing: number | null;
  /** Rows with a value; null where `missing` is suppressed. */
  readonly present: number | null;
  readonly mean: number | null;
  /** With n − 1. */
  readonly standardDeviation: number | null;
  /** From the agreed histogram: off by at most the width of one of its 256 bins. */
  readonly median: number | null;
  readonly quartiles: readonly [number, number] | null;
}

export interface CategoricalColumnDistribution extends ColumnDistributionBase {
  readonly kind: 'categorical';
  readonly states: readonly string[];
  readonly cohorts: ByCohort<{ readonly counts: readonly (number | null)[]; readonly missing: number | null }>;
}

export interface EndpointSurvival {
  readonly endpoint: string;
  readonly title?: string;
  /** Unit of time. */
  readonly unit?: string;
  readonly confidenceLevel: number;
  readonly cohorts: ByCohort<SurvivalCurve>;
}

/**
 * A Kaplan–Meier curve on the agreed time grid: right-continuous, S(0) = 1. Of real patients the times are joined until
 * each step holds as many events and censorings as the minimum cell size, and shares have three decimals.
 */
export interface SurvivalCurve {
  /** null: suppressed. */
  readonly patients: number | null;
  readonly events: number | null;
  readonly median: number | null;
  /** Log-log interval of the median; a side that isn't reached is null. */
  readonly medianInterval: readonly [number | null, number | null];
  /** Starts at time 0 with everyone at risk; then the agreed times at which the curve or the numbers change. */
  readonly points: readonly SurvivalPoint[];
  /** Patients remain after the last point, fewer than the minimum cell size. */
  readonly truncated: boolean;
}

export interface SurvivalPoint {
  readonly time: number;
  readonly survival: number;
  /** Pointwise log-log confidence limits (Greenwood). */
  readonly lower: number;
  readonly upper: number;
  /** At risk after the point before, up to `time`; null: suppressed. */
  readonly atRisk: number | null;
}

/**
 * values[r][c]: how much row field r tells of column field c: Theil's U (two categorical), correlation ratio (one
 * numeric), Pearson's r (two numeric). Missing is a state of its own; missing numbers count as −1.
 */
export interface AssociationMatrices {
  readonly fields: readonly string[];
  readonly training: readonly (readonly number[])[];
  readonly heldOut: readonly (readonly number[])[];
  readonly synthetic: readonly (readonly number[])[];
}

/** counts[a][b]: rows with the second states of both columns; on the diagonal, rows with the state. null: suppressed. */
export interface CoOccurrence extends ByCohort<readonly (readonly (number | null)[])[]> {
  /** Columns of two states. */
  readonly fields: readonly string[];
  /** The second state of each. */
  readonly states: readonly string[];
}

/** Distances (unequal columns, numeric ones cut at deciles) from each row of one set to its nearest row of another. */
export interface DistanceSummary {
  readonly from: DistanceSet;
  readonly to: DistanceSet;
  readonly mean: number;
  readonly quantiles: readonly { readonly probability: number; readonly value: number }[];
  /** Share of distances of 0, after binning; null: suppressed, because fewer rows than the minimum cell size have it. */
  readonly zeroShare: number | null;
}

export type DistanceSet = 'synthetic' | 'independent' | 'training' | 'held-out';

/** Rows that break a constraint of the dictionary; null: suppressed. */
export interface ConstraintCount {
  /** In words, e.g. "efs_months ≤ os_months". */
  readonly rule: string;
  readonly violations: ByCohort<number | null>;
}
