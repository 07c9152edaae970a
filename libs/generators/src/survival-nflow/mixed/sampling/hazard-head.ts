import type { ParameterLayout } from '#compute/parameters/parameter-layout';
import type { RandomStream } from '#random/random-stream';
import type { FlowSettings } from '../../hyperparameters.ts';
import type { TimeModel } from '../time-model.ts';
import type { RowsSoFar } from './column-sampler.ts';
import { DenseResidual } from './dense-residual.ts';

/** Draws a time's share of its scale from the hazards that a second model gives. */
export class HazardHead {
  readonly #network: DenseResidual;
  readonly #logits: Float64Array;
  readonly #hazards: Float64Array;

  constructor(
    { inputs, intervals, name }: TimeModel,
    settings: FlowSettings,
    layout: ParameterLayout,
    values: Float32Array,
  ) {
    this.#network = new DenseResidual((part) => layout.view(values, `${name}.${part}`), settings, inputs);
    this.#logits = new Float64Array(intervals - 1);
    this.#hazards = new Float64Array(intervals - 1);
  }

  read({ inputs, inputWidth }: RowsSoFar, row: number): void {
    this.#logits.set(this.#network.outputs(inputs, row * inputWidth));
    for (let k = 0; k < this.#hazards.length; k++) this.#hazards[k] = 1 / (1 + Math.exp(-this.#logits[k]));
  }

  draw(stream: RandomStream): number {
    return this.at(stream.uniform());
  }

  below(share: number): number {
    if (share >= 1) return 1;
    const place = Math.max(0, share) * (this.#hazards.length + 1);
    const stretch = Math.floor(place);
    let survival = 1;
    for (let k = 0; k < stretch; k++) survival *= 1 - this.#hazards[k];
    return 1 - survival * (1 - (place - stretch) * (this.#hazards[stretch] ?? 1));
  }

  at(level: number): number {
    let survival = 1;
    for (let k = 0; k <= this.#hazards.length; k++) {
      const next = k < this.#hazards.length ? survival * (1 - this.#hazards[k]) : 0;
      if (1 - level >= next)
        return (k + (survival > next ? (survival - 1 + level) / (survival - next) : 0)) * this.#width;
      survival = next;
    }
    return 1;
  }

  get #width(): number {
    return 1 / (this.#hazards.length + 1);
  }
}
