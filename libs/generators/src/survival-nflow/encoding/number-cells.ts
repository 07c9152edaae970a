import type { RandomStream } from '#random/random-stream';
import type { NumericField } from '#tabular/dictionary';
import type { LesserBounds } from '../../columns/conditions.ts';
import { binsStart, SAME_AS_GREATER } from '../../columns/fine-cells.ts';
import { NumberValues, type UnitBounds } from '../../columns/number-values.ts';
import { binCounts, type FlowColumn } from './flow-columns.ts';
import { NormalScores } from './normal-scores.ts';

/** What is left for a value of one row. */
export interface Room {
  readonly below: UnitBounds | undefined;
  /** Share of the scale that lies within the bounds. */
  readonly share: number;
  readonly maySame: boolean;
}

const UNBOUNDED: Room = { below: undefined, share: 1, maySame: true };

/** From the states and shares of a number to its values, and back, within what a greater column leaves. */
export class NumberCells {
  readonly scores: NormalScores;
  readonly #column: FlowColumn;
  readonly #field: NumericField;
  readonly #values: NumberValues;

  /** `fineCounts`: pooled rows of each fine cell; `roundness`: of each class, or none. */
  constructor(column: FlowColumn, fineCounts: Float64Array, roundness: Float64Array) {
    this.#column = column;
    this.#field = column.field as NumericField;
    this.scores = new NormalScores(this.#field, binCounts(column, fineCounts));
    this.#values = new NumberValues(this.#field, column.greater, roundness);
  }

  roomOf(bounds: LesserBounds | undefined, row: number): Room {
    if (bounds === undefined) return UNBOUNDED;
    const below = bounds.below(row);
    const share = below.greatest < below.least ? 0 : this.scores.shareBelow(below.greatest + 1);
    return { below, share, maySame: bounds.maySame(row) };
  }

  isAllowed(state: number, { share, maySame }: Room): boolean {
    if (state === this.#column.valueState) return share > 0;
    return this.#column.atoms[state] !== SAME_AS_GREATER || this.#column.greater === undefined || maySame;
  }

  /** The value at a share of what lies within the room. */
  valueAt(share: number, { below, share: room }: Room, stream: RandomStream): number {
    let bin = this.scores.binAt(share * room);
    while (below !== undefined && bin > 0 && this.scores.unitsOf(bin).least > below.greatest) bin--;
    return this.#values.draw(binsStart(this.#field, this.#column.greater) + bin, stream, below);
  }

  /** The value of a state that is not a value's. Undefined: nothing fits; the row breaks a constraint and will be drawn again. */
  atomValue(state: number | undefined, bounds: LesserBounds | undefined, row: number, stream: RandomStream): number {
    if (state === undefined) return this.#field.minimum;
    const atom = this.#column.atoms[state];
    return bounds !== undefined && atom === SAME_AS_GREATER ? bounds.same(row) : this.#values.draw(atom, stream);
  }

  /** The state of a given value; NaN is missing. */
  stateOf(value: number, bounds: LesserBounds | undefined, row: number): number {
    const atom = this.#column.atoms.indexOf(this.#fineCell(value, bounds, row));
    return atom < 0 ? this.#column.valueState : atom;
  }

  /** Whether a given value may be, in this state. */
  isWithin(value: number, state: number, room: Room): boolean {
    if (!this.isAllowed(state, room)) return false;
    if (room.below === undefined || state !== this.#column.valueState) return true;
    return this.#values.isWithin(value, room.below);
  }

  #fineCell(value: number, bounds: LesserBounds | undefined, row: number): number {
    if (Number.isNaN(value)) return 0;
    if (bounds !== undefined && bounds.same(row) === value) return SAME_AS_GREATER;
    const start = binsStart(this.#field, this.#column.greater);
    const modal = this.#field.modalValues.indexOf(value);
    return modal < 0 ? start : start - this.#field.modalValues.length + modal;
  }
}
