import type { RandomStream } from '#random/random-stream';
import type { NumericField } from '#tabular/dictionary';
import { binUnits, type Grid, gridOf } from '#tabular/profile/grid';
import { binsStart } from './fine-cells.ts';
import { ROUNDNESS_CLASSES, roundnessOf, roundnessWeights } from './roundness.ts';
import type { UnitBounds } from './unit-bounds.ts';

/** Bins of more units than this draw class and place apart. */
const MOST_TABULATED = 2000;

/**
 * Values within the fine bins of a numeric field: any that the field's decimals allow, as likely as values of its roundness
 * are in the cohort. Fine cells are those of the column's coding; the value of "same as the greater" is for the caller to fill in.
 */
export class NumberValues {
  readonly #modal: readonly number[];
  readonly #binsStart: number;
  readonly #grid: Grid;
  readonly #weights: Float64Array;
  readonly #tables: (Float64Array | undefined)[];

  constructor(field: NumericField, greater: string | undefined, roundness: Float64Array) {
    this.#modal = field.modalValues;
    this.#binsStart = binsStart(field, greater);
    this.#grid = gridOf(field);
    this.#weights = roundnessWeights(roundness);
    this.#tables = Array.from(this.#grid.uppers, () => undefined);
  }

  /** A value of a fine cell; with bounds, one within them, of which there must be one. Missing is NaN. */
  draw(fine: number, stream: RandomStream, bounds?: UnitBounds): number {
    if (fine === 0) return Number.NaN;
    if (fine < this.#binsStart) return this.#modalValue(fine);
    const bin = fine - this.#binsStart;
    const { least, greatest } = binUnits(this.#grid, bin);
    const from = Math.max(least, bounds?.least ?? least);
    const to = Math.min(greatest, bounds?.greatest ?? greatest);
    return this.#unitsBetween(bin, from, to, stream) / this.#grid.unit;
  }

  /** The share of a modal value's or a bin's values that lies within the bounds. */
  shareWithin(fine: number, bounds: UnitBounds): number {
    if (fine < this.#binsStart) return this.isWithin(this.#modalValue(fine), bounds) ? 1 : 0;
    const bin = fine - this.#binsStart;
    const { least, greatest } = binUnits(this.#grid, bin);
    const from = Math.max(least, bounds.least);
    const to = Math.min(greatest, bounds.greatest);
    if (from > to) return 0;
    const table = this.#table(bin);
    return table === undefined
      ? (to - from + 1) / (greatest - least + 1)
      : (table[to - least + 1] - table[from - least]) / table[table.length - 1];
  }

  isWithin(value: number, { least, greatest }: UnitBounds): boolean {
    const units = Math.round(value * this.#grid.unit);
    return units >= least && units <= greatest;
  }

  #modalValue(fine: number): number {
    return this.#modal[fine - (this.#binsStart - this.#modal.length)];
  }

  #unitsBetween(bin: number, from: number, to: number, stream: RandomStream): number {
    if (from === to) return from;
    const table = this.#table(bin);
    if (table === undefined) return this.#roundedBetween(from, to, stream);
    const { least } = binUnits(this.#grid, bin);
    const start = table[from - least];
    const point = start + stream.uniform() * (table[to - least + 1] - start);
    let low = from - least;
    let high = to - least;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (table[middle + 1] > point) high = middle;
      else low = middle + 1;
    }
    return least + low;
  }

  /** In bins of very many units: a class, then a value of it near a random place. */
  #roundedBetween(from: number, to: number, stream: RandomStream): number {
    const wanted = stream.categorical(this.#weights.map((weight, i) => weight * MEMBERS[i].length));
    const place = from + Math.floor(stream.uniform() * (to - from + 1));
    const rounded = Math.floor(place / 100) * 100 + MEMBERS[wanted][stream.int(MEMBERS[wanted].length)];
    return Math.min(to, Math.max(from, rounded));
  }

  /** Weights of a bin's values, cumulated from 0; values of no class that occurs are as likely as one another. */
  #table(bin: number): Float64Array | undefined {
    const { least, greatest } = binUnits(this.#grid, bin);
    if (greatest - least >= MOST_TABULATED) return undefined;
    return (this.#tables[bin] ??= this.#cumulated(least, greatest));
  }

  #cumulated(least: number, greatest: number): Float64Array {
    const table = new Float64Array(greatest - least + 2);
    for (let i = 1; i < table.length; i++) table[i] = table[i - 1] + this.#weights[roundnessOf(least + i - 1)];
    return table[table.length - 1] > 0 ? table : table.map((_, i) => i);
  }
}

/** The last two digits that make each class. */
const MEMBERS: readonly (readonly number[])[] = Array.from({ length: ROUNDNESS_CLASSES }, (_, wanted) =>
  Array.from({ length: 100 }, (_, digits) => digits).filter((digits) => roundnessOf(digits) === wanted),
);
