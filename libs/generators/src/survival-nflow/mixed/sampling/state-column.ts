import type { RandomStream } from '#random/random-stream';
import { type DataDictionary, stateCode } from '#tabular/dictionary';
import { stateCondition } from '../../../columns/constraints.ts';
import { missingPlace } from '../../../columns/fine-cells.ts';
import type { GivenValue } from '../../../conditions/given.ts';
import { type FlowColumn, stateCounts } from '../../encoding/flow-columns.ts';
import type { ColumnSampler, RowsSoFar } from './column-sampler.ts';
import { StateDraws } from './state-draws.ts';

/** Draws states of a category, of those that the dictionary's constraints leave. */
export class StateColumn implements ColumnSampler {
  readonly #dictionary: DataDictionary;
  readonly #column: FlowColumn;
  readonly #draws: StateDraws;
  /** Code of each state; −1 is missing. */
  readonly #codes: Int32Array;

  /** `fineCounts`: pooled rows of each fine cell; `logitStart`: −1 for a single state. */
  constructor(dictionary: DataDictionary, column: FlowColumn, fineCounts: Float64Array, logitStart: number) {
    this.#dictionary = dictionary;
    this.#column = column;
    this.#draws = new StateDraws(stateCounts(column, fineCounts), logitStart);
    this.#codes = Int32Array.from(column.atoms, (atom) => (atom === missingPlace(column.field) ? -1 : atom));
  }

  draw({ rows, outputs, outputWidth, drawn }: RowsSoFar, stream: RandomStream): Float32Array {
    const { name } = this.#column.field;
    const condition = stateCondition(this.#dictionary, name, drawn);
    const states = new Int32Array(rows);
    for (let row = 0; row < rows; row++) {
      const start = row * outputWidth;
      const allowed =
        condition && this.#draws.draw(outputs, start, stream, (state) => condition(row, this.#codes[state]));
      // Where nothing is allowed the row breaks the constraint and is drawn again.
      states[row] = allowed ?? this.#draws.draw(outputs, start, stream)!;
    }
    drawn.codes.set(
      name,
      states.map((state) => this.#codes[state]),
    );
    return this.#inputs(states);
  }

  give({ rows, outputs, outputWidth, drawn }: RowsSoFar, given: GivenValue, weights: Float64Array): Float32Array {
    const { name } = this.#column.field;
    const condition = stateCondition(this.#dictionary, name, drawn);
    const code = given === null ? -1 : stateCode(this.#dictionary, name, String(given));
    const state = this.#codes.indexOf(code);
    const partOf = (own: number) => Number(own === state);
    for (let row = 0; row < rows; row++) {
      const isAllowed = condition && ((own: number) => condition(row, this.#codes[own]));
      weights[row] *= this.#draws.want(outputs, row * outputWidth, partOf, isAllowed);
    }
    drawn.codes.set(name, new Int32Array(rows).fill(code));
    return this.#inputs(new Int32Array(rows).fill(state));
  }

  match({ outputs, outputWidth }: RowsSoFar): void {
    this.#draws.match(outputs, outputWidth);
  }

  get biases(): Float64Array {
    return this.#draws.biases;
  }

  #inputs(states: Int32Array): Float32Array {
    const { stateCount } = this.#column;
    const inputs = new Float32Array(states.length * stateCount);
    states.forEach((state, row) => (inputs[row * stateCount + state] = 1));
    return inputs;
  }
}
