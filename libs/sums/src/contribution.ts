/**
 * Only sums leave a site. A contribution is a set of named vectors that mean something only once they are added up over
 * the sites of a round.
 */
export type ContributionVector = CountVector | MeasureVector | WeightedVector;

/** Non-negative integers, each below 2⁵³: counts of rows. Added exactly. */
export interface CountVector {
  readonly kind: 'count';
  readonly values: Float64Array;
}

/**
 * Real numbers that are added as they are (Σx, Σx², a loss sum, a gradient sum). Made integer-valued at `scale` units
 * per 1 before adding, so the sum doesn't depend on the order of arrival. `scale` is a power of two; it is part of the
 * agreed layout, the same at every site.
 */
export interface MeasureVector {
  readonly kind: 'measure';
  readonly scale: number;
  readonly values: Float64Array;
}

/** Parameters w (float32) that count with weight n_k: what is added is round(n_k · w · 2²⁴). */
export interface WeightedVector {
  readonly kind: 'weighted';
  readonly weight: number;
  readonly values: Float32Array;
}

export interface Contribution {
  /** n_k: the number of rows behind this contribution. */
  readonly rowCount: number;
  readonly vectors: ReadonlyMap<string, ContributionVector>;
}

/** What the coordinator holds once a round (or an exchange within one) has closed. */
export interface Sum {
  readonly siteCount: number;
  readonly rowCount: number;
  readonly vectors: ReadonlyMap<string, SumVector>;
}

export interface SumVector {
  readonly kind: ContributionVector['kind'];
  /** Σ over sites: counts, measures, or Σ n_k·w. */
  readonly values: Float64Array;
  /** Σ n_k of a weighted vector, so that mean = values / weight; 0 for the other kinds. */
  readonly weight: number;
}
