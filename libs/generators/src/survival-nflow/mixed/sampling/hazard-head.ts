import type { ParameterLayout } from '#compute/parameters/parameter-layout';
import type { RandomStream } from '#random/random-stream';
import { normalUpperTail } from '#statistics/distributions/normal';
import { sampleEventTimes } from '../../hazard/sample-event-times.ts';
import type { FlowSettings } from '../../hyperparameters.ts';
import type { TimeModel } from '../time-model.ts';
import type { RowsSoFar } from './column-sampler.ts';
import { DenseResidual } from './dense-residual.ts';
import { softplus } from './softplus.ts';

/** Draws a time's share of its scale from the hazards that a second model gives. */
export class HazardHead {
  readonly #network: DenseResidual;
  readonly #logits: Float64Array;
  readonly #hazards: Float64Array;
  /** Ends of the stretches but the last, from 0. */
  readonly #edges: readonly number[];

  constructor(
    { inputs, intervals, name }: TimeModel,
    settings: FlowSettings,
    layout: ParameterLayout,
    values: Float32Array,
  ) {
    this.#network = new DenseResidual((part) => layout.view(values, `${name}.${part}`), settings, inputs);
    this.#logits = new Float64Array(intervals - 1);
    this.#hazards = new Float64Array(intervals - 1);
    this.#edges = Array.from({ length: intervals }, (_, k) => k / intervals);
  }

  read({ inputs, inputWidth }: RowsSoFar, row: number): void {
    this.#logits.set(this.#network.outputs(inputs, row * inputWidth));
    for (let k = 0; k < this.#hazards.length; k++) this.#hazards[k] = 1 / (1 + Math.exp(-this.#logits[k]));
  }

  draw(stream: RandomStream): number {
    const { times, events } = sampleEventTimes(this.#hazards, this.#edges, stream);
    return events[0] === 1 ? times[0] : times[0] + stream.uniform() * (1 - times[0]);
  }

  logDensity(score: number): number {
    const intervals = this.#logits.length + 1;
    const interval = Math.min(intervals - 1, Math.floor(normalUpperTail(-score) * intervals));
    let log = Math.log(intervals);
    for (let k = 0; k < interval; k++) log -= softplus(this.#logits[k]);
    return interval < this.#logits.length ? log - softplus(-this.#logits[interval]) : log;
  }
}
