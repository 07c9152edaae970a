import { normalTwoSided } from './distributions/normal.ts';
import { countSamples, type TwoSampleCounts } from './weighted-values.ts';

export interface WilcoxonTest {
  /** W, as R has it: pairs in which the first sample's value is the larger, ties counted half. NaN for no pairs. */
  readonly statistic: number;
  /** W standardised, with continuity correction; NaN where all values are equal. */
  readonly z: number;
  /** Two-sided. */
  readonly pValue: number;
  /** P(X > Y) + ½ P(X = Y), X of the first sample and Y of the second; ½ under the null hypothesis. */
  readonly superiority: number;
}

/**
 * Wilcoxon–Mann–Whitney test of the null hypothesis that two samples come from the same distribution: normal
 * approximation with corrections for ties and continuity, R's wilcox.test(exact = FALSE). Mann & Whitney 1947; Lehmann,
 * Nonparametrics, 1975.
 */
export function wilcoxonTest({ first, second }: TwoSampleCounts): WilcoxonTest {
  let m = 0;
  let n = 0;
  let statistic = 0;
  let ties = 0;
  for (let i = 0; i < first.length; i++) {
    statistic += first[i] * (n + second[i] / 2);
    m += first[i];
    n += second[i];
    const tied = first[i] + second[i];
    ties += (tied - 1) * tied * (tied + 1);
  }
  const pairs = m * n;
  const total = m + n;
  const untied = (total - 1) * total * (total + 1) - ties;
  const variance = ((pairs / 12) * untied) / (total * (total - 1));
  const excess = statistic - pairs / 2;
  const z = (excess - Math.sign(excess) / 2) / Math.sqrt(variance);
  return {
    statistic: pairs > 0 ? statistic : Number.NaN,
    z,
    pValue: normalTwoSided(z),
    superiority: statistic / pairs,
  };
}

/** Of samples in any order; NaN is missing and left out. */
export function wilcoxonTestOfSamples(first: ArrayLike<number>, second: ArrayLike<number>): WilcoxonTest {
  return wilcoxonTest(countSamples(first, second));
}
