import { complementaryErrorFunction, inverseNormal } from './special-functions.ts';

/** P(Z > z) of the standard normal distribution; relative error below 1e-12, down to 1e-300, 0 beyond. */
export function normalUpperTail(z: number): number {
  return complementaryErrorFunction(z * Math.SQRT1_2) / 2;
}

/** P(|Z| ≥ |z|). */
export function normalTwoSided(z: number): number {
  return complementaryErrorFunction(Math.abs(z) * Math.SQRT1_2);
}

/**
 * The z with P(Z ≤ z) = `probability`; ±∞ at 0 and 1, NaN outside [0, 1]. For a small upper tail take the negative of
 * the quantile of the tail, which loses nothing.
 */
export function normalQuantile(probability: number): number {
  if (probability === 0 || probability === 1) return probability === 0 ? -Infinity : Infinity;
  return probability > 0 && probability < 1 ? inverseNormal(probability) : Number.NaN;
}
