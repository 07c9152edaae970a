import type { DistanceSummary } from '../assessment.ts';

/**
 * What the privacy part of an assessment says: plain, JSON-able values. Undefined quantities are null. Each figure of the
 * synthetic cohort stands beside the same for independent columns, its floor: read it as the difference between the two.
 * Intervals are of 95 %.
 */
export interface PrivacyFigures {
  /** Columns that a Hamming distance counts over. */
  readonly columns: number;
  readonly rows: RowsUsed;
  readonly distances: readonly DistanceSummary[];
  readonly synthetic: CohortPrivacy;
  readonly independent: CohortPrivacy;
}

/** Rows behind the figures, over all sites. */
export interface RowsUsed {
  readonly training: number;
  readonly heldOut: number;
  /** Attacked by linking and inference. */
  readonly attackedTraining: number;
  readonly attackedHeldOut: number;
  /** Of each of the equally large parts of training and held-out rows, by which leakage and singling out are measured. */
  readonly part: number;
  /** Of either cohort. */
  readonly synthetic: number;
  readonly independent: number;
}

export interface CohortPrivacy {
  readonly leakage: LeakageFigure | null;
  /** Real rows that some row of the cohort equals in every column, without binning; null: suppressed. */
  readonly exactMatches: { readonly training: number | null; readonly heldOut: number | null };
  /** Share of the cohort's rows nearer to training than to as many held-out rows, equally near ones counted half. */
  readonly closerToTraining: ShareFigure | null;
  readonly distanceRatio: { readonly training: RatioSummary | null; readonly heldOut: RatioSummary | null };
  readonly membership: MembershipFigures;
  readonly singlingOut: SinglingOutFigures;
  /** Per number of nearest neighbours looked at. */
  readonly linkability: readonly (AttackFigure & { readonly neighbours: number })[];
  readonly inference: InferenceFigures;
}

export interface LeakageFigure {
  /** Mean distance to held-out rows ÷ mean distance to training rows − 1; above 0.05 is an alarm. */
  readonly coefficient: number;
  /** Jackknife; null where it isn't defined. */
  readonly standardError: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

export interface ShareFigure {
  readonly share: number;
  readonly lower: number;
  readonly upper: number;
}

/** Nearest ÷ second nearest distance of the cohort's rows, to two decimals. */
export interface RatioSummary {
  readonly mean: number;
  readonly quantiles: readonly { readonly probability: number; readonly value: number }[];
  /** Share of rows in 20 bins of equal width from 0 to 1, the last closed; null: suppressed. */
  readonly shares: readonly (number | null)[];
}

export interface MembershipFigures {
  /** Guessing "was in training" from the distance to the nearest row of the cohort. */
  readonly raw: MembershipFigure | null;
  /** From that less the distance to a reference of independent columns. */
  readonly calibrated: MembershipFigure | null;
  /** The calibrated score among the 5 % of patients that lie farthest from the reference. */
  readonly mostExposed: MembershipFigure | null;
}

export interface MembershipFigure {
  /** 0.5 is chance. */
  readonly auc: number;
  readonly standardError: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** At a false positive rate of 5 %; 0.05 is chance. */
  readonly truePositiveRate: number;
  readonly training: number;
  readonly heldOut: number;
}

/** How often an attack succeeds. */
export interface AttackRate {
  readonly attempts: number;
  /** null: suppressed, or expected rather than counted. */
  readonly successes: number | null;
  /** null: suppressed. */
  readonly rate: number | null;
  /** Where the rate is suppressed, of any rate that it may be. */
  readonly lower: number;
  readonly upper: number;
}

/** One of the attacks by which European regulators judge anonymity (Article 29 Working Party, opinion 05/2014). */
export interface AttackFigure {
  /** On patients that took part in training. */
  readonly training: AttackRate | null;
  /** The same attack on patients that didn't. */
  readonly control: AttackRate | null;
  /** Guessing without the cohort. */
  readonly naive: AttackRate | null;
  /** What the attack gains on training patients beyond the control, as a share of what it could gain. */
  readonly risk: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** The attack doesn't beat guessing: a low risk then says nothing of stronger attacks. null where neither is known. */
  readonly isTooWeak: boolean | null;
}

export interface SinglingOutFigures {
  readonly univariate: AttackFigure;
  readonly multivariate: AttackFigure;
  /** `multivariate` by the number of columns that a guess combines. */
  readonly byAttributes: readonly (AttackFigure & { readonly attributes: number })[];
}

export interface InferenceFigures {
  /** Mean over columns; the interval treats patients, not guesses, as independent. */
  readonly overall: AttackFigure;
  /**
   * The columns guessed so much more often for training than for held-out patients: at most five, largest excess first.
   * Intervals allow for the choice among all columns (Bonferroni).
   */
  readonly columns: readonly (AttackFigure & { readonly field: string })[];
}
