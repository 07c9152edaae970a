import type { DataDictionary } from '../dictionary.ts';
import type { Column, Table } from '../table.ts';
import type { Row } from './row-constraints.ts';

const FIRST_CAPACITY = 1024;

/** A table that grows by rows; memory is at most twice what its rows need. */
export class TableBuilder {
  readonly #names: readonly string[];
  readonly #columns: (Float64Array | Int32Array)[];
  #rowCount = 0;
  #capacity = FIRST_CAPACITY;

  constructor(dictionary: DataDictionary) {
    this.#names = dictionary.fields.map((field) => field.name);
    this.#columns = dictionary.fields.map((field) =>
      field.kind === 'numeric' ? new Float64Array(FIRST_CAPACITY) : new Int32Array(FIRST_CAPACITY),
    );
  }

  get rowCount(): number {
    return this.#rowCount;
  }

  append(row: Row): void {
    if (this.#rowCount === this.#capacity) this.#grow();
    for (let i = 0; i < this.#columns.length; i++) this.#columns[i][this.#rowCount] = row[i];
    this.#rowCount++;
  }

  build(): Table {
    const columns = this.#names.map((name, i): [string, Column] => {
      const cells = this.#columns[i].slice(0, this.#rowCount);
      return [
        name,
        cells instanceof Float64Array ? { kind: 'numeric', values: cells } : { kind: 'categorical', codes: cells },
      ];
    });
    return { rowCount: this.#rowCount, columns: new Map(columns) };
  }

  #grow(): void {
    this.#capacity *= 2;
    for (let i = 0; i < this.#columns.length; i++) {
      const grown =
        this.#columns[i] instanceof Float64Array ? new Float64Array(this.#capacity) : new Int32Array(this.#capacity);
      grown.set(this.#columns[i]);
      this.#columns[i] = grown;
    }
  }
}
