import type { RandomStream } from '#random/random-stream';
import type { NumericField } from '#tabular/dictionary';
import type { LesserBounds } from '../../columns/constraints.ts';
import { binsStart, SAME_AS_GREATER } from '../../columns/fine-cells.ts';
import { NumberValues } from '../../columns/number-values.ts';
import { commonBounds, type UnitBounds } from '../../columns/unit-bounds.ts';
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

  /** How much of a state that is not a value's is within bounds (missing never is): 0 or 1. */
  atomWithin(state: number, bounds: LesserBounds | undefined, row: number, within: UnitBounds): number {
    const atom = this.#column.atoms[state];
    if (atom === 0) return 0;
    const isSame = bounds !== undefined && atom === SAME_AS_GREATER;
    return isSame ? Number(this.#values.isWithin(bounds.same(row), within)) : this.#values.shareWithin(atom, within);
  }

  isMissing(state: number): boolean {
    return this.#column.atoms[state] === 0;
  }

  /** The stretches of the room's shares whose values may be within bounds, and which part of each is: bins at both ends, and all between. */
  stretchesWithin(within: UnitBounds, { below, share: room }: Room): Stretch[] {
    const common = commonBounds(below, within)!;
    if (common.least > common.greatest || room <= 0) return [];
    const [first, last] = [this.scores.binOf(common.least), this.scores.binOf(common.greatest)];
    const stretch = (bin: number, end: number, part: number): Stretch => ({
      from: Math.min(1, this.scores.startOf(bin) / room),
      to: Math.min(1, this.scores.startOf(end + 1) / room),
      part,
    });
    const ends = [...new Set([first, last])].map((bin) => stretch(bin, bin, this.#partWithin(bin, common, below)));
    return last > first + 1 ? [...ends, stretch(first + 1, last - 1, 1)] : ends;
  }

  /** The value at such a share, within the bounds. */
  valueWithin(share: number, within: UnitBounds, { below, share: room }: Room, stream: RandomStream): number {
    const common = commonBounds(below, within)!;
    const [first, last] = [this.scores.binOf(common.least), this.scores.binOf(common.greatest)];
    const bin = Math.min(last, Math.max(first, this.scores.binAt(share * room)));
    return this.#values.draw(binsStart(this.#field, this.#column.greater) + bin, stream, common);
  }

  #partWithin(bin: number, within: UnitBounds, below: UnitBounds | undefined): number {
    const fine = binsStart(this.#field, this.#column.greater) + bin;
    const all = below === undefined ? 1 : this.#values.shareWithin(fine, below);
    return all > 0 ? this.#values.shareWithin(fine, within) / all : 0;
  }
}

/** Shares from one to another, and the part of what lies there that is wanted. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly part: number;
}
