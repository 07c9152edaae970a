/**
 * The rational-quadratic spline of one number in float64, as sampling uses it (Durkan et al. 2019, Neural Spline Flows,
 * equations 4–8). The same as `transforms/rational-quadratic.ts` up to rounding.
 */
import { SMALLEST_BIN } from '../../transforms/bin-search.ts';
import { SMALLEST_SLOPE } from '../../transforms/rational-quadratic.ts';
import { softplus } from './softplus.ts';

/** Knots in shares of the interval, ascending from 0 to 1, and the slope at each. */
interface Knots {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly slopes: Float64Array;
}

export class Spline {
  readonly #bins: number;
  readonly #bound: number;
  readonly #knots: Knots;

  /** Maps [−bound, bound] onto itself. */
  constructor(bins: number, bound: number) {
    this.#bins = bins;
    this.#bound = bound;
    const knots = () => new Float64Array(bins + 1);
    this.#knots = { x: knots(), y: knots(), slopes: knots() };
  }

  /** Takes the raw parameters of the next calls: widths, heights, inner slopes. */
  set(raw: ArrayLike<number>): void {
    const { x, y, slopes } = this.#knots;
    fillKnots(x, raw, 0, this.#bins);
    fillKnots(y, raw, this.#bins, this.#bins);
    slopes.fill(1);
    for (let knot = 1; knot < this.#bins; knot++) {
      slopes[knot] = SMALLEST_SLOPE + softplus(raw[2 * this.#bins + knot - 1]);
    }
  }

  /** The z of y. */
  inverse(y: number): number {
    if (Math.abs(y) >= this.#bound) return y;
    const place = (y + this.#bound) / (2 * this.#bound);
    const bin = binOf(this.#knots.y, place);
    const { width, height, left, slopeLeft, slopeRight, bottom } = this.#piece(bin);
    const steepness = height / width;
    const rise = place - bottom;
    const bend = rise * (slopeLeft + slopeRight - 2 * steepness);
    const a = bend + height * (steepness - slopeLeft);
    const b = height * slopeLeft - bend;
    const c = -steepness * rise;
    const root = (2 * c) / (-b - Math.sqrt(Math.max(0, b * b - 4 * a * c)));
    return 2 * this.#bound * (left + root * width) - this.#bound;
  }

  /** The y of z. */
  forward(z: number): number {
    if (Math.abs(z) >= this.#bound) return z;
    const position = (z + this.#bound) / (2 * this.#bound);
    const { width, height, left, slopeLeft, slopeRight, bottom } = this.#piece(binOf(this.#knots.x, position));
    const steepness = height / width;
    const t = (position - left) / width;
    const product = t * (1 - t);
    const curve = steepness + (slopeLeft + slopeRight - 2 * steepness) * product;
    const value = bottom + (height * (steepness * t * t + slopeLeft * product)) / curve;
    return 2 * this.#bound * value - this.#bound;
  }

  #piece(bin: number) {
    const { x, y, slopes } = this.#knots;
    return {
      left: x[bin],
      width: x[bin + 1] - x[bin],
      bottom: y[bin],
      height: y[bin + 1] - y[bin],
      slopeLeft: slopes[bin],
      slopeRight: slopes[bin + 1],
    };
  }
}

function fillKnots(knots: Float64Array, raw: ArrayLike<number>, from: number, bins: number): void {
  let largest = -Infinity;
  for (let bin = 0; bin < bins; bin++) largest = Math.max(largest, raw[from + bin]);
  let total = 0;
  for (let bin = 0; bin < bins; bin++) total += knots[bin + 1] = Math.exp(raw[from + bin] - largest);
  for (let bin = 0; bin < bins; bin++) {
    knots[bin + 1] = knots[bin] + SMALLEST_BIN + (1 - SMALLEST_BIN * bins) * (knots[bin + 1] / total);
  }
  knots[bins] = 1;
}

function binOf(knots: Float64Array, place: number): number {
  let bin = 0;
  while (bin < knots.length - 2 && knots[bin + 1] <= place) bin++;
  return bin;
}
