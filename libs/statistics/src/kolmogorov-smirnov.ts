import { kolmogorovDistance } from './distances.ts';
import { countSamples, type TwoSampleCounts } from './weighted-values.ts';

export interface KolmogorovSmirnovTest {
  /** D = max |F − G|; NaN where a sample is empty. */
  readonly statistic: number;
  /** Two-sided. */
  readonly pValue: number;
  readonly method: 'exact' | 'asymptotic';
}

export interface KolmogorovSmirnovOptions {
  /** Default: where there are fewer than 10,000 pairs of values, as in R. Takes time in proportion to the pairs. */
  readonly exact?: boolean;
}

const EXACT_BELOW = 10_000;

/**
 * Two-sample Kolmogorov–Smirnov test of the null hypothesis that two samples come from the same distribution, R's
 * ks.test. The exact p is conditional on the ties (Schröer & Trenkler, Comput Stat Data Anal 1995); the asymptotic one,
 * for continuous values, is too large with ties (Kolmogorov 1933; Smirnov 1939).
 */
export function kolmogorovSmirnovTest(
  counts: TwoSampleCounts,
  options: KolmogorovSmirnovOptions = {},
): KolmogorovSmirnovTest {
  const m = sumOf(counts.first);
  const n = sumOf(counts.second);
  const { exact = m * n < EXACT_BELOW } = options;
  const statistic = kolmogorovDistance(counts);
  const method = exact ? 'exact' : 'asymptotic';
  if (Number.isNaN(statistic)) return { statistic, pValue: Number.NaN, method };
  const pValue = exact
    ? exactUpperTail(Math.round(statistic * m * n), m, n, tieEnds(counts))
    : kolmogorovUpperTail(statistic * Math.sqrt((m * n) / (m + n)));
  return { statistic, pValue, method };
}

/** Of samples in any order; NaN is missing and left out. */
export function kolmogorovSmirnovTestOfSamples(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options?: KolmogorovSmirnovOptions,
): KolmogorovSmirnovTest {
  return kolmogorovSmirnovTest(countSamples(first, second), options);
}

/** 1 − K(x) of Kolmogorov's limiting distribution, by whichever of its two series converges at once. */
export function kolmogorovUpperTail(x: number): number {
  if (x <= 0) return 1;
  let sum = 0;
  if (x < 1) {
    for (let k = 1; k <= 9; k += 2) sum += Math.exp(-((k * Math.PI) ** 2) / (8 * x * x));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  for (let k = 1; k <= 5; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * (k * x) ** 2);
  return sum;
}

/**
 * P(m n D ≥ distance) over all orders in which m and n values can come. A path of i and j values so far either has
 * been that far apart already or came from one value less of one sample; it counts only where no tie is cut in two.
 */
function exactUpperTail(distance: number, m: number, n: number, isTieEnd: Uint8Array): number {
  const isApart = (i: number, j: number) => isTieEnd[i + j] === 1 && Math.abs(i * n - j * m) >= distance;
  const apart = new Float64Array(n + 1);
  for (let i = 0; i <= m; i++) {
    for (let j = 0; j <= n; j++) {
      if (isApart(i, j)) apart[j] = 1;
      else if (i + j > 0) apart[j] = ((i > 0 ? i * apart[j] : 0) + (j > 0 ? j * apart[j - 1] : 0)) / (i + j);
    }
  }
  return apart[n];
}

/** 1 at each number of values that ends with all of its last value. */
function tieEnds({ first, second }: TwoSampleCounts): Uint8Array {
  const ends = new Uint8Array(sumOf(first) + sumOf(second) + 1);
  let passed = 0;
  ends[0] = 1;
  for (let i = 0; i < first.length; i++) {
    passed += first[i] + second[i];
    ends[passed] = 1;
  }
  return ends;
}

function sumOf(counts: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i];
  return total;
}
