import type { IntervalEstimate } from './wald.ts';

/** An effect as one cohort shows it. */
export interface Effect extends IntervalEstimate {
  /** Of no effect; a likelihood-ratio p value where the estimate is infinite. */
  readonly pValue: number;
}

export interface AgreementOptions {
  /** Significance: p below this. Default 0.05. */
  readonly alpha?: number;
  /** The value of no effect: 0 for differences and logarithms of ratios (default), 1 for ratios. */
  readonly noEffect?: number;
}

/** How far a synthetic cohort leads to the conclusion of the real one. A part is undefined where a number it needs is NaN. */
export interface Agreement {
  /** Both estimates on one side of no effect; both exactly there counts too. */
  readonly sameDirection: boolean | undefined;
  /** Both significant, or neither. */
  readonly sameSignificance: boolean | undefined;
  /** The estimate of the real cohort lies in the interval of the synthetic one, its limits included. */
  readonly realWithinSynthetic: boolean | undefined;
  /**
   * The mean of the shares of either interval that the other covers: 1 for equal intervals, 0 for such that don't meet. Karr
   * et al., Am Stat 2006, equation 5. Undefined for infinite intervals. On the scale of the intervals: for ratios take
   * logarithms.
   */
  readonly intervalOverlap: number | undefined;
}

export function agreementOf(real: Effect, synthetic: Effect, options: AgreementOptions = {}): Agreement {
  const { alpha = 0.05, noEffect = 0 } = options;
  const direction = ({ estimate }: Effect) => Math.sign(estimate - noEffect);
  return {
    sameDirection: whereKnown([real.estimate, synthetic.estimate], () => direction(real) === direction(synthetic)),
    sameSignificance: whereKnown(
      [real.pValue, synthetic.pValue],
      () => real.pValue < alpha === synthetic.pValue < alpha,
    ),
    realWithinSynthetic: whereKnown(
      [real.estimate, synthetic.lower, synthetic.upper],
      () => synthetic.lower <= real.estimate && real.estimate <= synthetic.upper,
    ),
    intervalOverlap: intervalOverlap(real, synthetic),
  };
}

function intervalOverlap(a: IntervalEstimate, b: IntervalEstimate): number | undefined {
  if (![a.lower, a.upper, b.lower, b.upper].every(Number.isFinite)) return undefined;
  const lower = Math.max(a.lower, b.lower);
  const upper = Math.min(a.upper, b.upper);
  if (upper < lower) return 0;
  const covered = (interval: IntervalEstimate) => {
    const width = interval.upper - interval.lower;
    // An interval of one point that the other holds is covered.
    return width === 0 ? 1 : (upper - lower) / width;
  };
  return (covered(a) + covered(b)) / 2;
}

function whereKnown(values: readonly number[], claim: () => boolean): boolean | undefined {
  return values.some(Number.isNaN) ? undefined : claim();
}
