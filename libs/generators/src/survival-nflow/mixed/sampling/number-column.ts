import type { RandomStream } from '#random/random-stream';
import { type LesserBounds, lesserBounds } from '../../../columns/conditions.ts';
import { type FlowColumn, stateCounts } from '../../encoding/flow-columns.ts';
import { scoreOfShare } from '../../encoding/normal-scores.ts';
import { NumberCells } from '../../encoding/number-cells.ts';
import type { MixedModel } from '../mixed-model.ts';
import type { ColumnSampler, RowsSoFar } from './column-sampler.ts';
import { StateDraws } from './state-draws.ts';
import { type ValueHead, valueHead } from './value-head.ts';

/** Draws a number: whether it is missing, the greater time, a modal value or another; then that from its spline or hazards. */
export class NumberColumn implements ColumnSampler {
  readonly #model: MixedModel;
  readonly #column: FlowColumn;
  readonly #draws: StateDraws;
  readonly #cells: NumberCells;
  readonly #head: ValueHead;

  /** `values`: the flow's trained parameters; `place` in the order; `fineCounts`: pooled rows of each fine cell; `roundness`: of each class, or none. */
  constructor(
    model: MixedModel,
    values: Float32Array,
    place: number,
    fineCounts: Float64Array,
    roundness: Float64Array,
  ) {
    const { layout } = model;
    const column = layout.columns[place];
    this.#model = model;
    this.#column = column;
    this.#draws = new StateDraws(stateCounts(column, fineCounts), layout.logitStarts[place]);
    this.#cells = new NumberCells(column, fineCounts, roundness);
    this.#head = valueHead(model, values, place);
  }

  draw(known: RowsSoFar, stream: RandomStream): Float32Array {
    const bounds = lesserBounds(this.#model.dictionary, this.#column, known.drawn);
    const values = new Float64Array(known.rows);
    const inputs = new Float32Array(known.rows * this.#width);
    known.drawn.values.set(this.#column.field.name, values);
    for (let row = 0; row < known.rows; row++) {
      values[row] = this.#drawRow(row, known, bounds, inputs.subarray(row * this.#width), stream);
    }
    return inputs;
  }

  give(known: RowsSoFar, value: number, weights: Float64Array): Float32Array {
    const bounds = lesserBounds(this.#model.dictionary, this.#column, known.drawn);
    const inputs = new Float32Array(known.rows * this.#width);
    known.drawn.values.set(this.#column.field.name, new Float64Array(known.rows).fill(value));
    for (let row = 0; row < known.rows; row++) {
      weights[row] *= this.#likelihood(value, row, known, bounds, inputs.subarray(row * this.#width));
    }
    return inputs;
  }

  get #width(): number {
    return this.#column.stateCount + 1;
  }

  #drawRow(
    row: number,
    known: RowsSoFar,
    bounds: LesserBounds | undefined,
    inputs: Float32Array,
    stream: RandomStream,
  ): number {
    const room = this.#cells.roomOf(bounds, row);
    const start = row * known.outputWidth;
    const state = this.#draws.draw(known.outputs, start, stream, (own) => this.#cells.isAllowed(own, room));
    if (state !== undefined) inputs[state] = 1;
    if (state !== this.#column.valueState) return this.#cells.atomValue(state, bounds, row, stream);
    this.#head.read(known, row);
    const share = this.#head.draw(stream);
    inputs[this.#column.stateCount] = scoreOfShare(share);
    return this.#cells.valueAt(share, room, stream);
  }

  /** How likely a row has a value, up to a factor that is the same for all rows. */
  #likelihood(
    value: number,
    row: number,
    known: RowsSoFar,
    bounds: LesserBounds | undefined,
    inputs: Float32Array,
  ): number {
    const room = this.#cells.roomOf(bounds, row);
    const state = this.#cells.stateOf(value, bounds, row);
    inputs[state] = 1;
    if (!this.#cells.isWithin(value, state, room)) return 0;
    const probability = this.#draws.probability(known.outputs, row * known.outputWidth, state);
    if (state !== this.#column.valueState) return probability;
    this.#head.read(known, row);
    const score = this.#cells.scores.scoreOf(value, 0.5, room.below?.greatest);
    inputs[this.#column.stateCount] = score;
    return (probability * Math.exp(this.#head.logDensity(score))) / room.share;
  }
}
