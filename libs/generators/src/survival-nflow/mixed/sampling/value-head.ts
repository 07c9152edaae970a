import type { RandomStream } from '#random/random-stream';
import { normalUpperTail } from '#statistics/distributions/normal';
import type { FlowSettings } from '../../hyperparameters.ts';
import { type MixedLayout, valueOutputs } from '../mixed-layout.ts';
import { Spline } from './spline.ts';

const HALF_LOG_TWO_PI = Math.log(2 * Math.PI) / 2;

/** The distribution of a number's share of its scale in one row, from the outputs of the network. */
export interface ValueHead {
  /** Takes the outputs of the row, which begin at `start`. */
  read(outputs: Float32Array, start: number): void;
  /** A share in (0, 1). */
  draw(stream: RandomStream): number;
  /** ln of the density at the share whose normal score is `score`. */
  logDensity(score: number): number;
}

export function valueHead({ hazards, splines }: MixedLayout, settings: FlowSettings, place: number): ValueHead {
  return hazards.places.includes(place)
    ? new HazardHead(valueOutputs(hazards, place))
    : new SplineHead(valueOutputs(splines, place), settings);
}

class SplineHead implements ValueHead {
  readonly #places: Int32Array;
  readonly #raw: Float64Array;
  readonly #spline: Spline;

  constructor(places: Int32Array, { bins, bound }: FlowSettings) {
    this.#places = places;
    this.#raw = new Float64Array(places.length);
    this.#spline = new Spline(bins, bound);
  }

  read(outputs: Float32Array, start: number): void {
    readAll(this.#raw, outputs, start, this.#places);
    this.#spline.set(this.#raw);
  }

  draw(stream: RandomStream): number {
    return normalUpperTail(-this.#spline.inverse(stream.normal()));
  }

  logDensity(score: number): number {
    return this.#spline.logDensity(score) + (score * score) / 2 + HALF_LOG_TWO_PI;
  }
}

class HazardHead implements ValueHead {
  readonly #places: Int32Array;
  readonly #raw: Float64Array;

  constructor(places: Int32Array) {
    this.#places = places;
    this.#raw = new Float64Array(places.length);
  }

  read(outputs: Float32Array, start: number): void {
    readAll(this.#raw, outputs, start, this.#places);
  }

  draw(stream: RandomStream): number {
    let interval = 0;
    while (interval < this.#raw.length && stream.uniform() >= hazardOf(this.#raw[interval])) interval++;
    return (interval + stream.uniform()) / (this.#raw.length + 1);
  }

  logDensity(score: number): number {
    const intervals = this.#raw.length + 1;
    const interval = Math.min(intervals - 1, Math.floor(normalUpperTail(-score) * intervals));
    let log = Math.log(intervals);
    for (let k = 0; k < interval; k++) log += Math.log1p(-hazardOf(this.#raw[k]));
    return interval < this.#raw.length ? log + Math.log(hazardOf(this.#raw[interval])) : log;
  }
}

function hazardOf(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

function readAll(raw: Float64Array, outputs: Float32Array, start: number, places: Int32Array): void {
  for (let k = 0; k < places.length; k++) raw[k] = outputs[start + places[k]];
}
