import { RandomStream, type Seed } from '#random/random-stream';
import type { DataDictionary, NumericField } from '#tabular/dictionary';
import type { Column, Table } from '#tabular/table';
import type { SequentialTreesState } from '../state.ts';
import { missingPlace, SAME_AS_GREATER } from '../../columns/fine-cells.ts';
import { type AllowedShare, ColumnDraws, type Draws } from './column-draws.ts';
import { type DrawnColumns, lesserBounds, stateCondition } from '../../columns/conditions.ts';
import { NumberValues } from '../../columns/number-values.ts';

/** Draws rows of grown trees, column by column; made once for a state. */
export class TreeSampler {
  readonly #dictionary: DataDictionary;
  readonly #columns: readonly { readonly index: number; readonly draws: ColumnDraws; readonly values?: NumberValues }[];

  constructor(dictionary: DataDictionary, { columns, order, trees, roundness }: SequentialTreesState) {
    this.#dictionary = dictionary;
    this.#columns = Array.from(order, (index) => {
      const coding = columns[index];
      const own = trees.filter(({ target }) => target === index);
      const { field } = coding;
      return {
        index,
        draws: new ColumnDraws(coding, own),
        ...(field.kind === 'numeric' && { values: new NumberValues(field, coding.greater, roundness[index]) }),
      };
    });
  }

  /** `n` rows in the study's columns that keep every constraint of the dictionary wherever a column can. */
  sample(n: number, seed: Seed): Table {
    return this.weighted(n, seed, new Map()).table;
  }

  /**
   * Rows with some states given (by field; −1 is missing), and how likely each row's given states are with the rest of it
   * (likelihood weighting, Fung & Chang 1990): weighted, the rows are a sample of the model under the condition.
   */
  weighted(n: number, seed: Seed, given: ReadonlyMap<string, number>): { table: Table; weights: Float64Array } {
    const drawn: DrawnColumns = { codes: new Map(), values: new Map() };
    const weights = new Float64Array(n).fill(1);
    const codes: Uint8Array[] = [];
    for (const { index, draws, values } of this.#columns) {
      const { field } = draws.coding;
      const stream = RandomStream.derive(seed, 'column', field.name);
      const first = draws.draw(codes, n, stream);
      const state = given.get(field.name);
      if (state !== undefined) this.#give(draws, first, state, drawn, weights);
      else if (field.kind === 'categorical') drawn.codes.set(field.name, this.#states(draws, first, n, drawn, stream));
      else this.#numbers(field, draws, values!, first, n, drawn, stream);
      codes[index] = first.fine.reduce((cells, fine, row) => {
        cells[row] = draws.coding.cellOf[fine];
        return cells;
      }, new Uint8Array(n));
    }
    return { table: this.#table(n, drawn), weights };
  }

  /** One state for all rows, whose weights become those of their leaves for it. */
  #give(draws: ColumnDraws, { fine, leafOf }: Draws, code: number, drawn: DrawnColumns, weights: Float64Array): void {
    const { field } = draws.coding;
    const condition = stateCondition(this.#dictionary, field.name, drawn);
    const cell = code < 0 ? missingPlace(field) : code;
    for (let row = 0; row < weights.length; row++) {
      weights[row] *= condition?.(row, code) === false ? 0 : draws.probability(cell, leafOf(row));
    }
    fine.fill(cell);
    drawn.codes.set(field.name, new Int32Array(weights.length).fill(code));
  }

  /** The states of all rows; `draws.fine` is brought in line with them. */
  #states(
    draws: ColumnDraws,
    { fine, leafOf }: Draws,
    n: number,
    drawn: DrawnColumns,
    stream: RandomStream,
  ): Int32Array {
    const { field } = draws.coding;
    const missing = missingPlace(field);
    const codeOf = (cell: number) => (cell === missing ? -1 : cell);
    const condition = stateCondition(this.#dictionary, field.name, drawn);
    if (condition === undefined) return fine.map(codeOf);
    const allowed: AllowedShare = (row, cell) => (condition(row, codeOf(cell)) ? 1 : 0);
    for (let row = 0; row < n; row++) {
      if (allowed(row, fine[row]) === 1) continue;
      fine[row] = draws.drawAllowed(row, { fine, leafOf }, allowed, stream) ?? fine[row];
    }
    return fine.map(codeOf);
  }

  #numbers(
    field: NumericField,
    draws: ColumnDraws,
    values: NumberValues,
    { fine, leafOf }: Draws,
    n: number,
    drawn: DrawnColumns,
    stream: RandomStream,
  ): void {
    const numbers = new Float64Array(n);
    drawn.values.set(field.name, numbers);
    const bounds = lesserBounds(this.#dictionary, draws.coding, drawn);
    if (bounds === undefined) {
      for (let row = 0; row < n; row++) numbers[row] = values.draw(fine[row], stream);
      return;
    }
    const valueOf = (cell: number, row: number) =>
      cell === SAME_AS_GREATER ? bounds.same(row) : values.draw(cell, stream, bounds.below(row));
    const allowed: AllowedShare = (row, cell) => {
      if (cell === 0) return 1;
      return cell === SAME_AS_GREATER ? Number(bounds.maySame(row)) : values.shareWithin(cell, bounds.below(row));
    };
    for (let row = 0; row < n; row++) {
      // Accepted with the share that the bounds leave of the cell, else drawn anew from what they leave of all.
      const share = allowed(row, fine[row]);
      if (share < 1 && stream.uniform() >= share) {
        const cell = draws.drawAllowed(row, { fine, leafOf }, allowed, stream);
        // Nothing fits below so small a greater value: the row will break the constraint and be drawn again.
        if (cell === undefined && field.required) {
          numbers[row] = field.minimum;
          continue;
        }
        fine[row] = cell ?? 0;
      }
      numbers[row] = valueOf(fine[row], row);
    }
  }

  #table(rowCount: number, { codes, values }: DrawnColumns): Table {
    const columns = this.#dictionary.fields.map(({ name, kind }): [string, Column] => [
      name,
      kind === 'categorical' ? { kind, codes: codes.get(name)! } : { kind, values: values.get(name)! },
    ]);
    return { rowCount, columns: new Map(columns) };
  }
}
