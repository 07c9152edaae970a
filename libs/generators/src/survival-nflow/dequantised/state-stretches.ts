/** Rows that a state counts for which nobody has: its stretch is there, but too short to be drawn. */
const NOBODY = 0.01;

/**
 * The states of a column one after the other on [0, 1], each with a stretch as long as its share of the pooled rows. A number's
 * last stretch is that of values, which lie on it in their order.
 */
export class StateStretches {
  /** Where each state ends. */
  readonly #ends: Float64Array;

  constructor(counts: Float64Array) {
    const weights = counts.map((count) => count + NOBODY);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let end = 0;
    this.#ends = weights.map((weight) => (end += weight / total));
    this.#ends[counts.length - 1] = 1;
  }

  /** The point at a place in [0, 1] of a state's stretch. */
  pointOf(state: number, place: number): number {
    const start = this.#start(state);
    return start + place * (this.#ends[state] - start);
  }

  /** The state whose stretch a point in [0, 1] lies on. */
  stateAt(point: number): number {
    const state = this.#ends.findIndex((end) => point < end);
    return state < 0 ? this.#ends.length - 1 : state;
  }

  /** Where on its state's stretch a point lies, in [0, 1]. */
  placeOf(point: number): number {
    const state = this.stateAt(point);
    const start = this.#start(state);
    return Math.min(1, Math.max(0, (point - start) / (this.#ends[state] - start)));
  }

  #start(state: number): number {
    return state === 0 ? 0 : this.#ends[state - 1];
  }
}
