import { studentTTwoSided, studentTUpperQuantile } from './distributions/student-t.ts';
import type { SampleMoments } from './sample-moments.ts';

export interface TTest {
  /** t; NaN where nothing varies or a sample is too small, and then so is all that follows from it. */
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  /** Two-sided. */
  readonly pValue: number;
  /** Mean of the first sample − mean of the second, with its 95 % interval. */
  readonly difference: number;
  readonly standardError: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Student's t-test of the null hypothesis that two normal distributions have the same mean; `pooled` takes their
 * variances to be equal and needs three values in all, `welch` doesn't and needs two of each. R's t.test. Student 1908;
 * Welch, Biometrika 1947.
 */
export function tTest(first: SampleMoments, second: SampleMoments, variance: 'pooled' | 'welch'): TTest {
  const { standardError, degreesOfFreedom } = variance === 'pooled' ? pooled(first, second) : welch(first, second);
  const difference = first.mean - second.mean;
  const statistic = standardError > 0 ? difference / standardError : Number.NaN;
  const margin = studentTUpperQuantile(0.025, degreesOfFreedom) * standardError;
  return {
    statistic,
    degreesOfFreedom,
    pValue: studentTTwoSided(statistic, degreesOfFreedom),
    difference,
    standardError,
    lower: difference - margin,
    upper: difference + margin,
  };
}

interface Spread {
  readonly standardError: number;
  readonly degreesOfFreedom: number;
}

function pooled(first: SampleMoments, second: SampleMoments): Spread {
  const degreesOfFreedom = first.count + second.count - 2;
  const variance = (squaresOf(first) + squaresOf(second)) / degreesOfFreedom;
  return { standardError: Math.sqrt(variance * (1 / first.count + 1 / second.count)), degreesOfFreedom };
}

/** Degrees of freedom by Welch & Satterthwaite. */
function welch(first: SampleMoments, second: SampleMoments): Spread {
  const a = first.sd ** 2 / first.count;
  const b = second.sd ** 2 / second.count;
  const degreesOfFreedom = (a + b) ** 2 / (a ** 2 / (first.count - 1) + b ** 2 / (second.count - 1));
  return { standardError: Math.sqrt(a + b), degreesOfFreedom };
}

/** Σ (x − mean)². */
function squaresOf({ count, sd }: SampleMoments): number {
  return count > 1 ? (count - 1) * sd ** 2 : 0;
}
