import type { Tensor } from '#compute/graph/tensor';
import { add, div, mul, sub } from '#compute/ops/arithmetic';
import { clip, greater, where } from '#compute/ops/compare';
import { abs, sqrt } from '#compute/ops/elementwise';
import { reduceSum } from '#compute/ops/sum';

/** Points between the rows of a and b; `t` [rows, 1] in [0, 1] is the share of b. */
export function linear(a: Tensor, b: Tensor, t: Tensor): Tensor {
  return add(mul(a, sub(1, t)), mul(b, t));
}

/** Below this sine the rows are parallel, and the straight line is taken. */
const PARALLEL = 1e-4;

/**
 * Spherical interpolation (Shoemake 1985): (sin((1 − t)ω)·a + sin(tω)·b) / sin ω with the angle ω between the rows. The
 * cosine is held within ±1 and parallel rows are interpolated linearly, so no row gives NaN.
 */
export function spherical(a: Tensor, b: Tensor, t: Tensor): Tensor {
  const lengths = mul(rowNorm(a), rowNorm(b));
  const cosine = clip(div(reduceSum(mul(a, b), [1], true), lengths), -1, 1);
  const angle = arccosine(cosine);
  const sine = sqrt(clip(sub(1, mul(cosine, cosine)), 0, 1));
  const isApart = greater(sine, PARALLEL);
  const divisor = where(isApart, sine, 1);
  const shareA = where(isApart, div(sineOf(mul(sub(1, t), angle)), divisor), sub(1, t));
  const shareB = where(isApart, div(sineOf(mul(t, angle)), divisor), t);
  return add(mul(a, shareA), mul(b, shareB));
}

function rowNorm(x: Tensor): Tensor {
  return sqrt(add(reduceSum(mul(x, x), [1], true), 1e-24));
}

/** Abramowitz & Stegun 4.4.46: |error| ≤ 2·10⁻⁸. */
const ARCCOSINE = [
  1.570796305, -0.2145988016, 0.0889789874, -0.0501743046, 0.030891881, -0.0170881256, 0.0066700901, -0.0012624911,
];

/** Of x in [−1, 1]. */
function arccosine(x: Tensor): Tensor {
  const size = abs(x);
  const ofSize = mul(sqrt(sub(1, size)), polynomial(size, ARCCOSINE));
  return where(greater(x, 0), ofSize, sub(Math.PI, ofSize));
}

/** Taylor coefficients of cos √y around 0, enough for float32 on [0, (π/2)²]. */
const COSINE = [1, -1 / 2, 1 / 24, -1 / 720, 1 / 40_320, -1 / 3_628_800, 1 / 479_001_600];

/** Of x in [0, π], as the cosine of x − π/2. */
function sineOf(x: Tensor): Tensor {
  const shifted = sub(x, Math.PI / 2);
  return polynomial(mul(shifted, shifted), COSINE);
}

/** Σ coefficients[i]·xⁱ by Horner's rule. */
function polynomial(x: Tensor, coefficients: readonly number[]): Tensor {
  const [last, secondLast, ...rest] = coefficients.toReversed();
  return rest.reduce<Tensor>((sum, coefficient) => add(mul(sum, x), coefficient), add(mul(x, last), secondLast));
}
