import type { RandomStream } from '#random/random-stream';
import { normalUpperTail } from '#statistics/distributions/normal';
import type { NumericField } from '#tabular/dictionary';
import { type LesserBounds, lesserBounds } from '../../columns/conditions.ts';
import { binsStart, SAME_AS_GREATER } from '../../columns/fine-cells.ts';
import { NumberValues, type UnitBounds } from '../../columns/number-values.ts';
import { binCounts, type FlowColumn, stateCounts } from '../encoding/flow-columns.ts';
import { splineOutput } from '../encoding/flow-layout.ts';
import { NormalScores, scoreOfShare } from '../encoding/normal-scores.ts';
import type { FlowModel } from '../model.ts';
import type { ColumnSampler, RowsSoFar } from './column-sampler.ts';
import { Spline } from './spline.ts';
import { StateDraws } from './state-draws.ts';

/** What is left for a value of one row. */
interface Room {
  readonly below: UnitBounds | undefined;
  /** Share of the scale that lies within the bounds. */
  readonly share: number;
  readonly maySame: boolean;
}

const UNBOUNDED: Room = { below: undefined, share: 1, maySame: true };

/** Draws a number: whether it is missing, the greater time, a modal value or another; then that from its spline. */
export class NumberColumn implements ColumnSampler {
  readonly #model: FlowModel;
  readonly #column: FlowColumn;
  readonly #field: NumericField;
  readonly #draws: StateDraws;
  readonly #scores: NormalScores;
  readonly #values: NumberValues;
  readonly #spline: Spline;
  readonly #raw: Float64Array;
  readonly #firstRaw: number;

  /** `place` in the order; `fineCounts`: pooled rows of each fine cell; `roundness`: of each class, or none. */
  constructor(model: FlowModel, place: number, fineCounts: Float64Array, roundness: Float64Array) {
    const { layout, settings } = model;
    const column = layout.columns[place];
    this.#model = model;
    this.#column = column;
    this.#field = column.field as NumericField;
    this.#draws = new StateDraws(stateCounts(column, fineCounts), layout.logitStarts[place]);
    this.#scores = new NormalScores(this.#field, binCounts(column, fineCounts));
    this.#values = new NumberValues(this.#field, column.greater, roundness);
    this.#spline = new Spline(settings.bins, settings.bound);
    this.#raw = new Float64Array(layout.splineParameters);
    this.#firstRaw = splineOutput(layout, 0, layout.valued.indexOf(place));
  }

  draw({ rows, outputs, outputWidth, drawn }: RowsSoFar, stream: RandomStream): Float32Array {
    const bounds = lesserBounds(this.#model.dictionary, this.#column, drawn);
    const values = new Float64Array(rows);
    const inputs = new Float32Array(rows * this.#width);
    drawn.values.set(this.#field.name, values);
    for (let row = 0; row < rows; row++) {
      const room = this.#roomOf(bounds, row);
      const state = this.#draws.draw(outputs, row * outputWidth, stream, (own) => this.#isAllowed(own, room));
      if (state !== undefined) inputs[row * this.#width + state] = 1;
      if (state === this.#column.valueState) {
        this.#readSpline(outputs, row * outputWidth);
        const share = normalUpperTail(-this.#spline.inverse(stream.normal()));
        inputs[row * this.#width + this.#column.stateCount] = scoreOfShare(share);
        values[row] = this.#valueAt(share, room, stream);
      } else values[row] = this.#atomValue(state, bounds, row, stream);
    }
    return inputs;
  }

  give({ rows, outputs, outputWidth, drawn }: RowsSoFar, value: number, weights: Float64Array): Float32Array {
    const bounds = lesserBounds(this.#model.dictionary, this.#column, drawn);
    const inputs = new Float32Array(rows * this.#width);
    drawn.values.set(this.#field.name, new Float64Array(rows).fill(value));
    for (let row = 0; row < rows; row++) {
      const room = this.#roomOf(bounds, row);
      const state = this.#stateOf(value, bounds, row);
      inputs[row * this.#width + state] = 1;
      weights[row] *= this.#isWithin(value, state, room)
        ? this.#draws.probability(outputs, row * outputWidth, state)
        : 0;
      if (state !== this.#column.valueState || weights[row] === 0) continue;
      this.#readSpline(outputs, row * outputWidth);
      const score = this.#scores.scoreOf(value, 0.5, room.below?.greatest);
      inputs[row * this.#width + this.#column.stateCount] = score;
      weights[row] *= Math.exp(this.#spline.logDensity(score) + score ** 2 / 2) / room.share;
    }
    return inputs;
  }

  get #width(): number {
    return this.#column.stateCount + 1;
  }

  #roomOf(bounds: LesserBounds | undefined, row: number): Room {
    if (bounds === undefined) return UNBOUNDED;
    const below = bounds.below(row);
    const share = below.greatest < below.least ? 0 : this.#scores.shareBelow(below.greatest + 1);
    return { below, share, maySame: bounds.maySame(row) };
  }

  #isAllowed(state: number, { share, maySame }: Room): boolean {
    if (state === this.#column.valueState) return share > 0;
    return this.#column.atoms[state] !== SAME_AS_GREATER || this.#column.greater === undefined || maySame;
  }

  #isWithin(value: number, state: number, room: Room): boolean {
    if (!this.#isAllowed(state, room)) return false;
    if (Number.isNaN(value) || room.below === undefined || state !== this.#column.valueState) return true;
    return this.#values.isWithin(value, room.below);
  }

  #stateOf(value: number, bounds: LesserBounds | undefined, row: number): number {
    const { atoms, greater, valueState } = this.#column;
    const start = binsStart(this.#field, greater);
    const modal = this.#field.modalValues.indexOf(value);
    const fine = Number.isNaN(value)
      ? 0
      : bounds !== undefined && bounds.same(row) === value
        ? SAME_AS_GREATER
        : modal < 0
          ? start
          : start - this.#field.modalValues.length + modal;
    const atom = atoms.indexOf(fine);
    return atom < 0 ? valueState : atom;
  }

  #readSpline(outputs: Float32Array, start: number): void {
    const { length } = this.#model.layout.valued;
    for (let k = 0; k < this.#raw.length; k++) this.#raw[k] = outputs[start + this.#firstRaw + k * length];
    this.#spline.set(this.#raw);
  }

  #valueAt(share: number, { below, share: room }: Room, stream: RandomStream): number {
    let bin = this.#scores.binAt(share * room);
    while (below !== undefined && bin > 0 && this.#scores.unitsOf(bin).least > below.greatest) bin--;
    return this.#values.draw(binsStart(this.#field, this.#column.greater) + bin, stream, below);
  }

  /** Undefined: nothing fits below so small a greater value, so the row breaks the constraint and will be drawn again. */
  #atomValue(state: number | undefined, bounds: LesserBounds | undefined, row: number, stream: RandomStream): number {
    if (state === undefined) return this.#field.minimum;
    const atom = this.#column.atoms[state];
    return bounds !== undefined && atom === SAME_AS_GREATER ? bounds.same(row) : this.#values.draw(atom, stream);
  }
}
