import type { RandomStream } from '#random/random-stream';
import { matchingBiases } from './match-margins.ts';

/** Whether a row may be in a state. */
export type StateFilter = (state: number) => boolean;

/** How much of a state is wanted, from 0 to 1. */
export type StatePart = (state: number) => number;

const ANY: StateFilter = () => true;

/** Draws a column's states from its logits. A state that nobody in the cohort has is never drawn where others may be. */
export class StateDraws {
  /** Added to the logits. */
  readonly biases: Float64Array;
  readonly #counts: Float64Array;
  readonly #isPossible: Uint8Array;
  readonly #logitStart: number;
  readonly #weights: Float64Array;

  /** `counts`: pooled rows of each state; `logitStart`: −1 for a single state. */
  constructor(counts: Float64Array, logitStart: number) {
    this.biases = new Float64Array(counts.length);
    this.#counts = counts;
    const somebody = counts.some((count) => count > 0);
    this.#isPossible = Uint8Array.from(counts, (count) => Number(!somebody || count > 0));
    this.#logitStart = logitStart;
    this.#weights = new Float64Array(counts.length);
  }

  /** A state of the row whose outputs begin at `start`; undefined when none that is allowed is possible. */
  draw(outputs: Float32Array, start: number, stream: RandomStream, isAllowed = ANY): number | undefined {
    return this.#fillWeights(outputs, start, isAllowed) > 0 ? stream.categorical(this.#weights) : undefined;
  }

  /** Sets biases under which the mean probability of each state over these rows is its share of the cohort. */
  match(outputs: Float32Array, outputWidth: number): void {
    if (this.#logitStart < 0) return;
    this.biases.set(matchingBiases(outputs, outputWidth, this.#logitStart, this.#counts));
  }

  /**
   * How likely what is wanted is among what is allowed; `partOf` is the part of each state that is, from 0 to 1. `drawWanted`
   * then draws of it.
   */
  want(outputs: Float32Array, start: number, partOf: StatePart, isAllowed = ANY): number {
    const total = this.#fillWeights(outputs, start, isAllowed);
    let wanted = 0;
    for (let state = 0; state < this.#weights.length; state++) {
      if (this.#weights[state] > 0) wanted += this.#weights[state] *= partOf(state);
    }
    return total > 0 ? wanted / total : 0;
  }

  /** A state of what `want` found likely; there must be something. */
  drawWanted(stream: RandomStream): number {
    return stream.categorical(this.#weights);
  }

  /** e^logit of each state that may be, divided by the largest; returns the sum. */
  #fillWeights(outputs: Float32Array, start: number, isAllowed: StateFilter): number {
    const weights = this.#weights;
    let largest = -Infinity;
    for (let state = 0; state < weights.length; state++) {
      const isOpen = this.#isPossible[state] === 1 && isAllowed(state);
      weights[state] = isOpen ? this.#logit(outputs, start, state) : -Infinity;
      largest = Math.max(largest, weights[state]);
    }
    let total = 0;
    for (let state = 0; state < weights.length; state++) {
      weights[state] = largest === -Infinity ? 0 : Math.exp(weights[state] - largest);
      total += weights[state];
    }
    return total;
  }

  #logit(outputs: Float32Array, start: number, state: number): number {
    return this.#logitStart < 0 ? 0 : outputs[start + this.#logitStart + state] + this.biases[state];
  }
}
