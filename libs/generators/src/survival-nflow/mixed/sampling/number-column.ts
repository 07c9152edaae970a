import type { RandomStream } from '#random/random-stream';
import { normalUpperTail } from '#statistics/distributions/normal';
import type { NumericField } from '#tabular/dictionary';
import { type LesserBounds, lesserBounds } from '../../../columns/constraints.ts';
import { type UnitBounds, unitBounds } from '../../../columns/unit-bounds.ts';
import { type GivenValue, isRange } from '../../../conditions/given.ts';
import { type FlowColumn, stateCounts } from '../../encoding/flow-columns.ts';
import { scoreOfShare } from '../../encoding/normal-scores.ts';
import { NumberCells } from '../../encoding/number-cells.ts';
import type { MixedModel } from '../mixed-model.ts';
import type { ColumnSampler, RowsSoFar } from './column-sampler.ts';
import { matchingMap, type ShareMap } from './share-map.ts';
import { StateDraws } from './state-draws.ts';
import { type ValueGroups, valueGroups } from './value-groups.ts';
import { type ValueHead, valueHead } from './value-head.ts';
import { WantedShares } from './wanted-shares.ts';

/** Draws a number: whether it is missing, the greater time, a modal value or another; then that from its spline or hazards. */
export class NumberColumn implements ColumnSampler {
  readonly #model: MixedModel;
  readonly #column: FlowColumn;
  readonly #draws: StateDraws;
  readonly #cells: NumberCells;
  readonly #head: ValueHead;
  readonly #wanted: WantedShares;
  readonly #groups: ValueGroups;
  /** Of each group of rows. */
  #maps: readonly (ShareMap | undefined)[] = [];

  /**
   * `values`: the flow's trained parameters; `place` in the order; `fineCounts`: pooled rows of each fine cell; `outcomes` and
   * `roundness`: as in `TrainedFlow`, those of the column.
   */
  constructor(
    model: MixedModel,
    values: Float32Array,
    place: number,
    fineCounts: Float64Array,
    { outcomes, roundness }: { readonly outcomes: Float64Array; readonly roundness: Float64Array },
  ) {
    const { layout } = model;
    const column = layout.columns[place];
    this.#model = model;
    this.#column = column;
    this.#draws = new StateDraws(stateCounts(column, fineCounts), layout.logitStarts[place]);
    this.#cells = new NumberCells(column, fineCounts, roundness);
    this.#head = valueHead(model, values, place);
    this.#wanted = new WantedShares(this.#cells, this.#head);
    this.#groups = valueGroups(model.dictionary, column.field.name, this.#cells.scores, outcomes);
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

  give(known: RowsSoFar, given: GivenValue, weights: Float64Array, stream: RandomStream): Float32Array {
    const bounds = lesserBounds(this.#model.dictionary, this.#column, known.drawn);
    const within = given !== null && isRange(given) ? unitBounds(this.#field, given) : undefined;
    const values = new Float64Array(known.rows);
    const inputs = new Float32Array(known.rows * this.#width);
    known.drawn.values.set(this.#column.field.name, values);
    for (let row = 0; row < known.rows; row++) {
      const own = inputs.subarray(row * this.#width);
      const probability = this.#want(row, known, bounds, within);
      weights[row] *= probability;
      values[row] = probability > 0 ? this.#drawWanted(row, bounds, within, own, stream) : this.#field.minimum;
    }
    return inputs;
  }

  match(known: RowsSoFar, stream: RandomStream): void {
    this.#draws.match(known.outputs, known.outputWidth);
    // Shares of what lies below a greater time are not those of the column's own scale: nothing says how they spread.
    if (this.#column.greater !== undefined) return;
    this.#maps = [];
    const inputs = this.draw(known, stream);
    this.#maps = Array.from({ length: this.#groups.count }, (_, group) =>
      matchingMap(this.#sharesIn(inputs, known, group), (level) => this.#groups.wantedAt(group, level)),
    );
  }

  get biases(): Float64Array {
    return this.#draws.biases;
  }

  /** Shares of a group's rows that have a value. */
  #sharesIn(inputs: Float32Array, { drawn, rows }: RowsSoFar, group: number): Float64Array {
    const shares: number[] = [];
    for (let row = 0; row < rows; row++) {
      const start = row * this.#width;
      const isValue = inputs[start + this.#column.valueState] === 1;
      if (!isValue || this.#groups.groupOf(drawn, row) !== group) continue;
      shares.push(normalUpperTail(-inputs[start + this.#column.stateCount]));
    }
    return Float64Array.from(shares);
  }

  #mapOf({ drawn }: RowsSoFar, row: number): ShareMap | undefined {
    return this.#maps.length === 0 ? undefined : this.#maps[this.#groups.groupOf(drawn, row)];
  }

  get #field(): NumericField {
    return this.#column.field as NumericField;
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
    const drawn = this.#head.draw(stream);
    const share = this.#mapOf(known, row)?.apply(drawn) ?? drawn;
    inputs[this.#column.stateCount] = scoreOfShare(share);
    return this.#cells.valueAt(share, room, stream);
  }

  /** How likely a row is missing, or within bounds. */
  #want(row: number, known: RowsSoFar, bounds: LesserBounds | undefined, within: UnitBounds | undefined): number {
    const room = this.#cells.roomOf(bounds, row);
    const partOf = (state: number): number => {
      if (within === undefined) return Number(this.#cells.isMissing(state));
      if (state !== this.#column.valueState) return this.#cells.atomWithin(state, bounds, row, within);
      this.#head.read(known, row);
      return this.#wanted.want(within, room, this.#mapOf(known, row));
    };
    const isAllowed = (state: number) => this.#cells.isAllowed(state, room);
    return this.#draws.want(known.outputs, row * known.outputWidth, partOf, isAllowed);
  }

  /** Of what has been found likely in the row. */
  #drawWanted(
    row: number,
    bounds: LesserBounds | undefined,
    within: UnitBounds | undefined,
    inputs: Float32Array,
    stream: RandomStream,
  ): number {
    const state = this.#draws.drawWanted(stream);
    inputs[state] = 1;
    if (state !== this.#column.valueState) return this.#cells.atomValue(state, bounds, row, stream);
    const share = this.#wanted.draw(stream);
    inputs[this.#column.stateCount] = scoreOfShare(share);
    return this.#cells.valueWithin(share, within!, this.#cells.roomOf(bounds, row), stream);
  }
}
