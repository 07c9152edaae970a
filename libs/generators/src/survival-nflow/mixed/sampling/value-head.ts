import type { RandomStream } from '#random/random-stream';
import { normalQuantile, normalUpperTail } from '#statistics/distributions/normal';
import type { MixedModel } from '../mixed-model.ts';
import { splineOutputs } from '../mixed-layout.ts';
import type { RowsSoFar } from './column-sampler.ts';
import { HazardHead } from './hazard-head.ts';
import { Spline } from './spline.ts';

/** The distribution of a number's share of its scale in one row, given what came before. */
export interface ValueHead {
  /** Takes a row for the next calls. */
  read(known: RowsSoFar, row: number): void;
  /** A share in (0, 1). */
  draw(stream: RandomStream): number;
  /** How likely a lesser share is than this one. */
  below(share: number): number;
  /** The share than which a lesser one is as likely as `level`. */
  at(level: number): number;
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
    return this.#shareOf(stream.normal());
  }

  below(share: number): number {
    if (share <= 0 || share >= 1) return share <= 0 ? 0 : 1;
    return normalUpperTail(-this.#spline.forward(normalQuantile(share)));
  }

  at(level: number): number {
    return level <= 0 || level >= 1 ? Math.min(1, Math.max(0, level)) : this.#shareOf(normalQuantile(level));
  }

  #shareOf(noise: number): number {
    return normalUpperTail(-this.#spline.inverse(noise));
  }
}
