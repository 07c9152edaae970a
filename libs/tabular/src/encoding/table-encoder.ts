import type { RandomStream } from '#random/random-stream';
import type { DataDictionary, Field } from '../dictionary.ts';
import { type Decoded, modelDictionary } from '../model-table.ts';
import type { Profile } from '../profile/profile.ts';
import type { Column, Table } from '../table.ts';
import { type ColumnCodec, codecOf } from './column-codec.ts';
import type { ColumnEncoding } from './column-encoding.ts';
import { encoderShape } from './encoder-shape.ts';
import { fitColumn } from './fit-column.ts';
import type { EncodedLayout, Span } from './layout.ts';

/** What `TableEncoder.toJSON` gives. */
export interface TableEncoderJson {
  readonly version: 1;
  readonly columns: readonly ColumnEncoding[];
}

/**
 * Fits the encodings of all columns of the model table from summed counts alone, so every site that knows the profile
 * has the same. `dictionary` is the study's (not the model table's).
 */
export function fitEncoder(dictionary: DataDictionary, profile: Profile): TableEncoder {
  const columns = modelDictionary(dictionary).fields.map((field) => fitColumn(field, profile));
  return TableEncoder.fromJSON(dictionary, { version: 1, columns });
}

/**
 * Turns rows of the MODEL table (see `toModelTable`) into numbers for a network and back (spec A.1). Missing is a slot of
 * its own in the column's block, never a number.
 */
export class TableEncoder {
  /** Of the model table. */
  readonly dictionary: DataDictionary;
  readonly layout: EncodedLayout;
  /** Real or expected rows of each column of the condition vector; length `layout.conditionWidth`. */
  readonly conditionCounts: Float64Array;
  readonly #columns: readonly ColumnEncoding[];
  readonly #codecs: readonly { readonly field: Field; readonly codec: ColumnCodec; readonly start: number }[];

  private constructor(dictionary: DataDictionary, columns: readonly ColumnEncoding[]) {
    this.dictionary = dictionary;
    this.#columns = columns;
    const spans: Span[] = [];
    let width = 0;
    this.#codecs = dictionary.fields.map((field, i) => {
      const codec = codecOf(field, columns[i]);
      const start = width;
      for (const span of codec.spans) {
        spans.push({ ...span, start: width });
        width += span.width;
      }
      return { field, codec, start };
    });
    this.conditionCounts = Float64Array.from(columns.flatMap((column) => column.counts));
    this.layout = { width, spans, conditionWidth: this.conditionCounts.length };
  }

  /** `dictionary` is the study's. Throws RangeError when the JSON is not an encoder of this dictionary. */
  static fromJSON(dictionary: DataDictionary, json: unknown): TableEncoder {
    const parsed = encoderShape.safeParse(json);
    if (!parsed.success) throw new RangeError('the encoder has not the shape of one', { cause: parsed.error });
    const { columns } = parsed.data;
    const model = modelDictionary(dictionary);
    const fits =
      model.fields.length === columns.length && model.fields.every(({ name }, i) => name === columns[i].field);
    if (!fits) throw new RangeError('the encoder was fitted for another dictionary');
    return new TableEncoder(model, columns);
  }

  toJSON(): TableEncoderJson {
    return { version: 1, columns: this.#columns };
  }

  /**
   * @param table - a model table.
   * @param stream - modes are sampled from their posterior, as training wants; without it the likeliest is taken.
   * @returns rowCount × layout.width, row-major; softmax blocks are one-hot.
   */
  encode(table: Table, stream?: RandomStream): Float32Array {
    const { width } = this.layout;
    const matrix = new Float32Array(table.rowCount * width);
    for (const { field, codec, start } of this.#codecs) {
      const cells = cellsOf(table, field);
      for (let row = 0; row < table.rowCount; row++) codec.encode(cells[row], matrix, row * width + start, stream);
    }
    return matrix;
  }

  /**
   * @param matrix - at least rowCount × layout.width, row-major, activated or raw: blocks are read by argmax.
   * @returns a model table. Rows with a value outside the dictionary's bounds are not accepted.
   */
  decode(matrix: Float32Array, rowCount: number): Decoded {
    const accepted = new Uint8Array(rowCount).fill(1);
    const columns = new Map<string, Column>();
    for (const { field, codec, start } of this.#codecs) {
      const cells = field.kind === 'numeric' ? new Float64Array(rowCount) : new Int32Array(rowCount);
      for (let row = 0; row < rowCount; row++) cells[row] = codec.decode(matrix, row * this.layout.width + start);
      if (field.kind === 'numeric') rejectOutside(cells, field.minimum, field.maximum, accepted);
      columns.set(field.name, toColumn(cells));
    }
    return { table: { rowCount, columns }, accepted };
  }
}

function cellsOf(table: Table, field: Field): Float64Array | Int32Array {
  const column = table.columns.get(field.name);
  if (column?.kind !== field.kind) throw new RangeError(`no ${field.kind} column ${field.name} in the model table`);
  return column.kind === 'numeric' ? column.values : column.codes;
}

function toColumn(cells: Float64Array | Int32Array): Column {
  return cells instanceof Float64Array ? { kind: 'numeric', values: cells } : { kind: 'categorical', codes: cells };
}

function rejectOutside(cells: ArrayLike<number>, minimum: number, maximum: number, accepted: Uint8Array): void {
  for (let row = 0; row < accepted.length; row++) {
    if (cells[row] < minimum || cells[row] > maximum) accepted[row] = 0;
  }
}
