import { solvePositiveDefinite } from './cholesky.ts';
import type { SampleMoments } from './sample-moments.ts';

/**
 * (mean of the first − mean of the second) / √((s₁² + s₂²) / 2), signed. 0 where neither varies and the means are equal,
 * ±∞ where they differ; NaN for samples of fewer than two values. Austin, Stat Med 2009.
 */
export function numericDifference(first: SampleMoments, second: SampleMoments): number {
  const difference = first.mean - second.mean;
  const spread = Math.sqrt((first.sd ** 2 + second.sd ** 2) / 2);
  return difference === 0 && spread === 0 ? 0 : difference / spread;
}

/**
 * √((p − q)ᵀ S⁻¹ (p − q)) ≥ 0, p and q the shares of all levels but one, S the mean of their multinomial covariances; of
 * two levels it is |p − q| / √((p (1 − p) + q (1 − q)) / 2). ∞ where no level occurs in both; NaN where a sample is
 * empty. Yang & Dalton, SAS Global Forum 2012, paper 335.
 * @param first counts per level; `second` the same levels
 */
export function categoricalDifference(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const levels = Array.from(first, (_, level) => level).filter((level) => first[level] + second[level] > 0);
  const p = sharesOf(first, levels);
  const q = sharesOf(second, levels);
  if (levels.length === 0 || Number.isNaN(p[0] + q[0])) return Number.NaN;
  // Only then is S singular.
  if (!levels.some((_, level) => p[level] > 0 && q[level] > 0)) return Infinity;
  const kept = levels.length - 1;
  const covariance = new Float64Array(kept * kept);
  for (let i = 0; i < kept; i++) {
    for (let j = 0; j < kept; j++) {
      covariance[i * kept + j] = ((i === j ? p[i] + q[i] : 0) - p[i] * p[j] - q[i] * q[j]) / 2;
    }
  }
  const difference = Float64Array.from({ length: kept }, (_, level) => p[level] - q[level]);
  const solution = solvePositiveDefinite(covariance, difference);
  return solution === undefined ? Infinity : Math.sqrt(dot(difference, solution));
}

function sharesOf(counts: ArrayLike<number>, levels: readonly number[]): Float64Array {
  const total = levels.reduce((sum, level) => sum + counts[level], 0);
  return Float64Array.from(levels, (level) => counts[level] / total);
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
