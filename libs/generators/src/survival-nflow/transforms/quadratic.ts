/**
 * Monotone quadratic splines with linear tails: the integral of a piecewise linear density (Müller, McWilliams,
 * Rousselle, Gross & Novák 2019, Neural Importance Sampling, section 4.2; tails as in Durkan et al. 2019). The density
 * at both ends is exactly 1, so that the derivative is continuous where the tails begin.
 */
import type { Tensor } from '#compute/graph/tensor';
import { add, div, log, mul, neg, sub } from '#compute/ops/arithmetic';
import { relu, softplus, sqrt } from '#compute/ops/elementwise';
import { concat, pad, sliceAxis } from '#compute/ops/slice';
import { broadcastTo, reduceSum } from '#compute/ops/sum';
import { findBin, type FoundBin, SMALLEST_BIN, softmaxWeights } from './bin-search.ts';
import { type Mapped, type SplineSettings, withLinearTails } from './tails.ts';

/** The smallest density. */
const SMALLEST_HEIGHT = 1e-3;

/** Raw parameters per value: K widths, K − 1 heights at the inner knots. */
export function quadraticParameters({ bins }: SplineSettings): number {
  return 2 * bins - 1;
}

/** y and ln dy/dx of x [rows, dims]. `raw` [rows, 2K − 1, dims]: any real numbers. */
export function quadratic(x: Tensor, raw: Tensor, settings: SplineSettings): Mapped {
  return withLinearTails(x, settings.bound, (position) => {
    const density = densityOf(raw, settings.bins);
    const piece = pieceOf(density, findBin(density.widths, position));
    const place = div(sub(position, piece.left), piece.width);
    const growth = mul(place, sub(piece.heightRight, piece.heightLeft));
    const risen = mul(mul(place, piece.width), add(piece.heightLeft, mul(growth, 0.5)));
    return { value: add(piece.bottom, risen), logDerivative: log(add(piece.heightLeft, growth)) };
  });
}

/** x of y [rows, dims], and ln dx/dy; the root is taken in the form that stays exact for a constant density. */
export function quadraticInverse(y: Tensor, raw: Tensor, settings: SplineSettings): Mapped {
  return withLinearTails(y, settings.bound, (position) => {
    const density = densityOf(raw, settings.bins);
    const piece = pieceOf(density, findBin(density.areas, position));
    const difference = sub(piece.heightRight, piece.heightLeft);
    const a = mul(mul(difference, piece.width), 0.5);
    const b = mul(piece.heightLeft, piece.width);
    const c = sub(piece.bottom, position);
    const discriminant = relu(sub(mul(b, b), mul(mul(a, c), 4)));
    const place = div(mul(c, 2), sub(neg(b), sqrt(discriminant)));
    return {
      value: add(piece.left, mul(place, piece.width)),
      logDerivative: neg(log(add(piece.heightLeft, mul(place, difference)))),
    };
  });
}

/** All [rows, K, dims], in shares of the interval. */
interface Density {
  readonly widths: Tensor;
  readonly areas: Tensor;
  readonly heightsLeft: Tensor;
  readonly heightsRight: Tensor;
}

function densityOf(raw: Tensor, bins: number): Density {
  const [rows, , dims] = raw.shape;
  const weights = softmaxWeights(sliceAxis(raw, 1, 0, bins), 1);
  const shares = div(weights, reduceSum(weights, [1], true));
  const widths = add(mul(shares, 1 - SMALLEST_BIN * bins), SMALLEST_BIN);
  const inner = add(softplus(sliceAxis(raw, 1, bins, bins - 1)), SMALLEST_HEIGHT);
  const scaled = div(inner, endHeight(inner, widths));
  const heights = add(mul(scaled, 1 - SMALLEST_HEIGHT), SMALLEST_HEIGHT);
  const end = broadcastTo(raw.scope.constant(1), [rows, 1, dims]);
  const heightsLeft = concat([end, heights], 1);
  const heightsRight = concat([heights, end], 1);
  return { widths, heightsLeft, heightsRight, areas: mul(mul(add(heightsLeft, heightsRight), widths), 0.5) };
}

/** The height at both ends that equals the area under the inner heights and itself [rows, 1, dims]. */
function endHeight(inner: Tensor, widths: Tensor): Tensor {
  const bins = widths.shape[1];
  const none = [0, 0, 0];
  const left = pad(inner, none.with(1, 1), none);
  const right = pad(inner, none, none.with(1, 1));
  const innerArea = mul(reduceSum(mul(add(left, right), widths), [1], true), 0.5);
  const outerWidths = add(sliceAxis(widths, 1, 0, 1), sliceAxis(widths, 1, bins - 1, 1));
  return div(innerArea, sub(1, mul(outerWidths, 0.5)));
}

/** One bin [rows, dims]: its lower left corner, its width and the density at its two knots. */
function pieceOf({ widths, areas, heightsLeft, heightsRight }: Density, { at, before }: FoundBin) {
  const sum = (values: Tensor, mask: Tensor): Tensor => reduceSum(mul(values, mask), [1]);
  return {
    left: sum(widths, before),
    width: sum(widths, at),
    bottom: sum(areas, before),
    heightLeft: sum(heightsLeft, at),
    heightRight: sum(heightsRight, at),
  };
}
