import type { RandomStream } from '#random/random-stream';
import { normalUpperTail } from '#statistics/distributions/normal';
import type { MixedModel } from '../mixed-model.ts';
import { splineOutputs } from '../mixed-layout.ts';
import type { RowsSoFar } from './column-sampler.ts';
import { HazardHead } from './hazard-head.ts';
import { Spline } from './spline.ts';

const HALF_LOG_TWO_PI = Math.log(2 * Math.PI) / 2;

/** The distribution of a number's share of its scale in one row, given what came before. */
export interface ValueHead {
  /** Takes a row for the next calls. */
  read(known: RowsSoFar, row: number): void;
  /** A share in (0, 1). */
  draw(stream: RandomStream): number;
  /** ln of the density at the share whose normal score is `score`. */
  logDensity(score: number): number;
}

/** `values`: the flow's trained parameters. */
export function valueHead(model: MixedModel, values: Float32Array, place: number): ValueHead {
  const { layout, network, settings } = model;
  const time = network.times.get(place);
  if (time !== undefined) return new HazardHead(time, settings, network.parameters, values);
  return new SplineHead(splineOutputs(layout.splines, place), new Spline(settings.bins, settings.bound));
}

class SplineHead implements ValueHead {
  readonly #places: Int32Array;
  readonly #raw: Float64Array;
  readonly #spline: Spline;

  constructor(places: Int32Array, spline: Spline) {
    this.#places = places;
    this.#raw = new Float64Array(places.length);
    this.#spline = spline;
  }

  read({ outputs, outputWidth }: RowsSoFar, row: number): void {
    for (let k = 0; k < this.#raw.length; k++) this.#raw[k] = outputs[row * outputWidth + this.#places[k]];
    this.#spline.set(this.#raw);
  }

  draw(stream: RandomStream): number {
    return normalUpperTail(-this.#spline.inverse(stream.normal()));
  }

  logDensity(score: number): number {
    return this.#spline.logDensity(score) + (score * score) / 2 + HALF_LOG_TWO_PI;
  }
}
