import { createRequire } from 'node:module';

type Cephes = typeof import('cephes', { with: { 'resolution-mode': 'require' } });

let loaded: Cephes | undefined;

/**
 * Of the library's two builds the one for `require` is usable at once; the other compiles in the background. Loaded with the
 * first call: most processes that could call it never do, and start sooner.
 */
function cephes(): Cephes {
  return (loaded ??= createRequire(import.meta.url)('cephes') as Cephes);
}

/** exp of less than this isn't a normal float64; the library throws where a result would be. */
const LEAST_EXPONENT = -708;

/** ln Γ(x) for x > 0, to 1e-14. */
export function logGamma(x: number): number {
  return cephes().lgam(x);
}

/** ψ(x) = d/dx ln Γ(x) for x > 0, to 1e-14. */
export function digamma(x: number): number {
  return cephes().psi(x);
}

/** ln B(a, b) for a, b > 0. */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** erfc(x) = 1 − erf(x); 0 where it is below 1e-307. */
export function complementaryErrorFunction(x: number): number {
  if (-x * x < LEAST_EXPONENT) return x > 0 ? 0 : 2;
  return cephes().erfc(x);
}

/** Γ(a, x) / Γ(a), the regularised upper incomplete gamma function, for a > 0 and x ≥ 0; 0 where it is below 1e-307. */
export function regularisedUpperGamma(a: number, x: number): number {
  if (x === 0) return 1;
  if (a * Math.log(x) - x - logGamma(a) < LEAST_EXPONENT) return x > a ? 0 : 1;
  return cephes().igamc(a, x);
}

/** I_x(a, b), the regularised incomplete beta function, for a, b > 0 and x in [0, 1]; 0 where it is below 1e-307. */
export function regularisedBeta(a: number, b: number, x: number): number {
  return cephes().incbet(a, b, x);
}

/** The z below which a standard normal variable stays with a probability in (0, 1). */
export function inverseNormal(probability: number): number {
  return cephes().ndtri(probability);
}
