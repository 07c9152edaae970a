/**
 * Monotone rational-quadratic splines with linear tails (Durkan, Bekasov, Murray & Papamakarios 2019, Neural Spline
 * Flows, section 3.1 and appendix A), for all values of a matrix at once.
 */
import type { Tensor } from '#compute/graph/tensor';
import { add, div, log, mul, neg, sub } from '#compute/ops/arithmetic';
import { relu, softplus, sqrt } from '#compute/ops/elementwise';
import { reshape } from '#compute/ops/reshape';
import { sliceAxis } from '#compute/ops/slice';
import { reduceSum } from '#compute/ops/sum';
import { findBin, type FoundBin, SMALLEST_BIN, softmaxWeights } from './bin-search.ts';
import { type Mapped, type SplineSettings, withLinearTails } from './tails.ts';

/** The smallest derivative at a knot. */
export const SMALLEST_SLOPE = 1e-3;

/** The raw parameter that gives the slope 1 of the tails. */
export const RAW_UNIT_SLOPE = Math.log(Math.expm1(1 - SMALLEST_SLOPE));

/** Raw parameters per value: K widths, K heights, K − 1 slopes at the inner knots. */
export function rationalQuadraticParameters({ bins }: SplineSettings): number {
  return 3 * bins - 1;
}

/**
 * y and ln dy/dx of x [rows, dims]. `raw` [rows, 3K − 1, dims]: any real numbers; widths and heights by softmax, slopes
 * by softplus.
 */
export function rationalQuadratic(x: Tensor, raw: Tensor, settings: SplineSettings): Mapped {
  return withLinearTails(x, settings.bound, (position) => {
    const piece = pieceAt(position, raw, settings, 'x');
    const place = div(sub(position, piece.left), piece.width);
    const { rise, curve, slope } = shapeAt(place, piece);
    const value = add(piece.bottom, mul(piece.height, div(rise, curve)));
    return { value, logDerivative: logSlope(piece, curve, slope) };
  });
}

/** x of y [rows, dims], and ln dx/dy; the root is taken in the form that stays exact for nearly straight pieces. */
export function rationalQuadraticInverse(y: Tensor, raw: Tensor, settings: SplineSettings): Mapped {
  return withLinearTails(y, settings.bound, (position) => {
    const piece = pieceAt(position, raw, settings, 'y');
    const place = solve(sub(position, piece.bottom), piece);
    const { curve, slope } = shapeAt(place, piece);
    return {
      value: add(piece.left, mul(place, piece.width)),
      logDerivative: neg(logSlope(piece, curve, slope)),
    };
  });
}

/** One bin, in shares of the interval: its lower left corner, its size and the slopes at its two knots. */
interface Piece {
  readonly left: Tensor;
  readonly width: Tensor;
  readonly bottom: Tensor;
  readonly height: Tensor;
  readonly steepness: Tensor;
  readonly slopeLeft: Tensor;
  readonly slopeRight: Tensor;
}

function pieceAt(position: Tensor, raw: Tensor, { bins }: SplineSettings, axis: 'x' | 'y'): Piece {
  const [rows, , dims] = raw.shape;
  const weights = softmaxWeights(reshape(sliceAxis(raw, 1, 0, 2 * bins), [rows, 2, bins, dims]), 2);
  const part = (of: Tensor, set: number): Tensor => sliceAxis(of, 1, set, 1);
  const searched = reshape(part(weights, axis === 'x' ? 0 : 1), [rows, bins, dims]);
  const bin = findBin(searched, position, SMALLEST_BIN);
  const { start, size } = extentOf(weights, bin);
  const [left, bottom] = [0, 1].map((set) => reshape(part(start, set), [rows, dims]));
  const [width, height] = [0, 1].map((set) => reshape(part(size, set), [rows, dims]));
  const rawSlopes = sliceAxis(raw, 1, 2 * bins, bins - 1);
  const slopeLeft = slopeOf(bin, rawSlopes, bins, 'left');
  const slopeRight = slopeOf(bin, rawSlopes, bins, 'right');
  return { left, width, bottom, height, steepness: div(height, width), slopeLeft, slopeRight };
}

/** Start and size of the bin along x and along y, in shares of the interval, both [rows, 2, dims]. */
function extentOf(weights: Tensor, { at, before }: FoundBin): { readonly start: Tensor; readonly size: Tensor } {
  const [rows, , bins, dims] = weights.shape;
  const totals = reduceSum(weights, [2]);
  const share = (mask: Tensor): Tensor => {
    const sum = reduceSum(mul(weights, reshape(mask, [rows, 1, bins, dims])), [2]);
    return mul(div(sum, totals), 1 - SMALLEST_BIN * bins);
  };
  const shortest = mul(reduceSum(before, [1], true), SMALLEST_BIN);
  return { start: add(share(before), shortest), size: add(share(at), SMALLEST_BIN) };
}

/** Knot j lies to the left of bin j and to the right of bin j − 1; the two outermost have slope 1. */
function slopeOf({ at }: FoundBin, rawSlopes: Tensor, bins: number, side: 'left' | 'right'): Tensor {
  const [rows, , dims] = at.shape;
  const inner = sliceAxis(at, 1, side === 'left' ? 1 : 0, bins - 1);
  const outer = reshape(sliceAxis(at, 1, side === 'left' ? 0 : bins - 1, 1), [rows, dims]);
  const chosen = add(reduceSum(mul(rawSlopes, inner), [1]), mul(outer, RAW_UNIT_SLOPE));
  return add(softplus(chosen), SMALLEST_SLOPE);
}

/** With s the steepness and t the place in [0, 1]: rise / curve is the share of the height reached at t. */
function shapeAt(place: Tensor, { steepness, slopeLeft, slopeRight }: Piece) {
  const rest = sub(1, place);
  const product = mul(place, rest);
  const placeSquared = mul(place, place);
  const bend = sub(add(slopeLeft, slopeRight), mul(steepness, 2));
  return {
    rise: add(mul(steepness, placeSquared), mul(slopeLeft, product)),
    curve: add(steepness, mul(bend, product)),
    slope: add(add(mul(slopeRight, placeSquared), mul(mul(steepness, 2), product)), mul(slopeLeft, mul(rest, rest))),
  };
}

/** ln[s² · slope / curve²] */
function logSlope({ steepness }: Piece, curve: Tensor, slope: Tensor): Tensor {
  return add(log(slope), mul(log(div(steepness, curve)), 2));
}

/** The place in the bin where the curve has risen by `rise`: the root of a quadratic equation. */
function solve(rise: Tensor, { height, steepness, slopeLeft, slopeRight }: Piece): Tensor {
  const bend = mul(rise, sub(add(slopeLeft, slopeRight), mul(steepness, 2)));
  const a = add(bend, mul(height, sub(steepness, slopeLeft)));
  const b = sub(mul(height, slopeLeft), bend);
  const c = neg(mul(steepness, rise));
  const discriminant = relu(sub(mul(b, b), mul(mul(a, c), 4)));
  return div(mul(c, 2), sub(neg(b), sqrt(discriminant)));
}
