import { RandomStream, type Seed } from '#random/random-stream';
import type { DataDictionary, NumericField } from '#tabular/dictionary';
import type { Column, Table } from '#tabular/table';
import type { SequentialTreesState } from '../state.ts';
import { missingPlace, SAME_AS_GREATER } from '../coding/column-coding.ts';
import { type AllowedShare, ColumnDraws, type Draws } from './column-draws.ts';
import { type DrawnColumns, lesserBounds, stateCondition } from './conditions.ts';
import { NumberValues } from './number-values.ts';

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
    const drawn: DrawnColumns = { codes: new Map(), values: new Map() };
    const codes: Uint8Array[] = [];
    for (const { index, draws, values } of this.#columns) {
      const { field } = draws.coding;
      const stream = RandomStream.derive(seed, 'column', field.name);
      const first = draws.draw(codes, n, stream);
      if (field.kind === 'categorical') drawn.codes.set(field.name, this.#states(draws, first, n, drawn, stream));
      else this.#numbers(field, draws, values!, first, n, drawn, stream);
      codes[index] = first.fine.reduce((cells, fine, row) => {
        cells[row] = draws.coding.cellOf[fine];
        return cells;
      }, new Uint8Array(n));
    }
    return this.#table(n, drawn);
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
        fine[row] = draws.drawAllowed(row, { fine, leafOf }, allowed, stream) ?? 0;
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
