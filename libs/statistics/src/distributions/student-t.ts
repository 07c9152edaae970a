import { normalQuantile, normalUpperTail } from './normal.ts';
import { logBeta, regularisedBeta } from './special-functions.ts';

/** From here on Hill's expansion is accurate to 1e-12, and the incomplete beta function loses digits. */
const HILL_FROM = 10_000;

/** For t² / df above this the incomplete beta function is its leading term, to the last digit. */
const POWER_FROM = 1e20;

const ROUNDING = 4 * Number.EPSILON;

/**
 * P(T > t) of Student's t distribution; relative error below 1e-10 at any degrees of freedom, down to 1e-300. NaN where
 * `degreesOfFreedom` isn't above 0; they need not be whole, and may be infinite.
 */
export function studentTUpperTail(t: number, degreesOfFreedom: number): number {
  if (!(degreesOfFreedom > 0) || Number.isNaN(t)) return Number.NaN;
  if (t < 0) return 1 - studentTUpperTail(-t, degreesOfFreedom);
  if (t === Infinity) return 0;
  if (degreesOfFreedom === Infinity) return normalUpperTail(t);
  if (degreesOfFreedom >= HILL_FROM) return normalUpperTail(normalDeviate(t, degreesOfFreedom));
  const half = degreesOfFreedom / 2;
  const ratio = (t / degreesOfFreedom) * t;
  if (t < 1) return 0.5 - regularisedBeta(0.5, half, ratio / (1 + ratio)) / 2;
  if (ratio < POWER_FROM) return regularisedBeta(half, 0.5, 1 / (1 + ratio)) / 2;
  const logX = Math.log(degreesOfFreedom) - 2 * Math.log(t);
  return Math.exp(half * logX - Math.log(half) - logBeta(half, 0.5)) / 2;
}

/** P(|T| ≥ |t|). */
export function studentTTwoSided(t: number, degreesOfFreedom: number): number {
  return 2 * studentTUpperTail(Math.abs(t), degreesOfFreedom);
}

/**
 * The t with P(T > t) = `tail`; ±∞ at 0 and 1 and where t isn't a float64, NaN outside [0, 1]. By bisection of ln t, as
 * accurate as the tail.
 */
export function studentTUpperQuantile(tail: number, degreesOfFreedom: number): number {
  if (!(tail >= 0 && tail <= 1 && degreesOfFreedom > 0)) return Number.NaN;
  if (tail > 0.5) return -studentTUpperQuantile(1 - tail, degreesOfFreedom);
  if (tail === 0.5) return 0;
  if (tail === 0) return Infinity;
  // The normal distribution has the lighter tail.
  let low = -normalQuantile(tail);
  let high = Number.MAX_VALUE;
  if (studentTUpperTail(high, degreesOfFreedom) > tail) return Infinity;
  while (high / low - 1 > ROUNDING) {
    const middle = Math.sqrt(low) * Math.sqrt(high);
    if (studentTUpperTail(middle, degreesOfFreedom) > tail) low = middle;
    else high = middle;
  }
  return high;
}

/** The z with the upper tail of t. Hill 1970, Commun ACM 13, 617 (algorithm 395), its expansion for large df. */
function normalDeviate(t: number, degreesOfFreedom: number): number {
  const a = degreesOfFreedom - 0.5;
  const b = 48 * a * a;
  const y = a * Math.log1p((t / degreesOfFreedom) * t);
  const correction = (((-0.4 * y - 3.3) * y - 24) * y - 85.5) / (0.8 * y * y + 100 + b);
  return ((correction + y + 3) / b + 1) * Math.sqrt(y);
}
