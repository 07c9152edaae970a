import { RandomStream, type Seed } from '#random/random-stream';
import type { DataDictionary, NumericField } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import { missingPlace, SAME_AS_GREATER } from '../../columns/fine-cells.ts';
import { type DrawnColumns, drawnTable } from '../../columns/drawn-columns.ts';
import { NumberValues } from '../../columns/number-values.ts';
import { type Given, unmetCondition } from '../../conditions/given.ts';
import type { WeightedRows, WeightedSampler } from '../../conditions/sample-given.ts';
import type { ToldModel } from '../release/told-model.ts';
import { ColumnDraws, type Draws } from './column-draws.ts';
import { type ColumnRules, type NumberRules, numberRules, stateRules } from './column-rules.ts';

interface SampledColumn {
  readonly index: number;
  readonly draws: ColumnDraws;
  /** Of a number. */
  readonly values?: NumberValues;
}

/** Draws rows of a grown model, column by column; made once for a model. */
export class TreeSampler implements WeightedSampler {
  readonly #dictionary: DataDictionary;
  readonly #columns: readonly SampledColumn[];

  constructor(dictionary: DataDictionary, { columns, order, trees, roundness }: ToldModel) {
    this.#dictionary = dictionary;
    this.#columns = Array.from(order, (index) => {
      const coding = columns[index];
      const own = trees.filter(({ target }) => target === index);
      const { field } = coding;
      return {
        index,
        draws: new ColumnDraws(coding, own, dictionary.minimumCellSize),
        ...(field.kind === 'numeric' && { values: new NumberValues(field, coding.greater, roundness[index]) }),
      };
    });
  }

  /** `n` rows in the study's columns that keep every constraint of the dictionary wherever a column can. */
  sample(n: number, seed: Seed): Table {
    return this.weighted(n, seed, {}).table;
  }

  weighted(n: number, seed: Seed, given: Given): WeightedRows {
    const drawn: DrawnColumns = { codes: new Map(), values: new Map() };
    const weights = new Float64Array(n).fill(1);
    const codes: Uint8Array[] = [];
    const met: string[] = [];
    for (const column of this.#columns) {
      const { name } = column.draws.coding.field;
      const stream = RandomStream.derive(seed, 'column', name);
      const first = column.draws.draw(codes, n, stream);
      if (Object.hasOwn(given, name)) {
        this.#fill(column, first, drawn, stream, given, weights);
        if (!weights.some((weight) => weight > 0)) throw unmetCondition(given, name, met);
        met.push(name);
      } else this.#fill(column, first, drawn, stream);
      codes[column.index] = cellsOf(first.fine, column.draws.coding.cellOf);
    }
    return { table: drawnTable(this.#dictionary, n, drawn), weights };
  }

  /** The values of a column; `first.fine` is brought in line with them, and so are the weights where a value is given. */
  #fill(
    { draws, values }: SampledColumn,
    first: Draws,
    drawn: DrawnColumns,
    stream: RandomStream,
    given?: Given,
    weights?: Float64Array,
  ): void {
    const { coding } = draws;
    const { field } = coding;
    const own = given?.[field.name];
    if (field.kind === 'categorical') {
      const rules = stateRules(this.#dictionary, field, drawn, own);
      keepRules(draws, first, rules, stream, weights);
      const missing = missingPlace(field);
      drawn.codes.set(
        field.name,
        first.fine.map((fine) => (fine === missing ? -1 : fine)),
      );
      return;
    }
    const rules = numberRules(this.#dictionary, coding, field, values!, drawn, own);
    const unfit = keepRules(draws, first, rules, stream, weights);
    drawn.values.set(field.name, numbersOf(field, coding.greater !== undefined, values!, first, unfit, rules, stream));
  }
}

function cellsOf(fine: Int32Array, cellOf: Uint8Array): Uint8Array {
  const cells = new Uint8Array(fine.length);
  for (let row = 0; row < cells.length; row++) cells[row] = cellOf[fine[row]];
  return cells;
}

/**
 * Draws anew what isn't wanted: a cell is kept with the share that is wanted of it, else one is drawn of what is wanted of
 * all. With weights, each is lowered to the part of what is allowed that is wanted.
 * @returns rows for which nothing is wanted that anybody has
 */
function keepRules(
  draws: ColumnDraws,
  first: Draws,
  { allowed, wanted }: ColumnRules,
  stream: RandomStream,
  weights?: Float64Array,
): ReadonlySet<number> {
  const unfit = new Set<number>();
  if (wanted === undefined) return unfit;
  for (let row = 0; row < first.fine.length; row++) {
    if (weights !== undefined) {
      const all = draws.allowedWeight(row, first, allowed ?? anything);
      weights[row] *= all > 0 ? draws.allowedWeight(row, first, wanted) / all : 0;
    }
    const share = wanted(row, first.fine[row]);
    if (share === 1 || (share > 0 && stream.uniform() < share)) continue;
    const fine = draws.drawAllowed(row, first, wanted, stream);
    if (fine === undefined) unfit.add(row);
    else first.fine[row] = fine;
  }
  return unfit;
}

const anything = (): number => 1;

/** Nothing fits below too small a greater value: such a row has no value, or breaks the constraint and is drawn again. */
function numbersOf(
  field: NumericField,
  hasGreater: boolean,
  values: NumberValues,
  { fine }: Draws,
  unfit: ReadonlySet<number>,
  { boundsOf, same }: NumberRules,
  stream: RandomStream,
): Float64Array {
  const numbers = new Float64Array(fine.length);
  for (let row = 0; row < numbers.length; row++) {
    if (unfit.has(row)) {
      if (!field.required) fine[row] = 0;
      numbers[row] = field.required ? field.minimum : Number.NaN;
    } else if (hasGreater && fine[row] === SAME_AS_GREATER) numbers[row] = same(row);
    else numbers[row] = values.draw(fine[row], stream, boundsOf(row));
  }
  return numbers;
}
