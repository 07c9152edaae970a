import { RandomStream, type Seed } from '#random/random-stream';
import { concatRows } from '#tabular/concat-rows';
import type { Table } from '#tabular/table';
import { type DrawnColumns, drawnTable } from '../../../columns/drawn-columns.ts';
import { type Given, isRange, unmetCondition } from '../../../conditions/given.ts';
import type { WeightedRows, WeightedSampler } from '../../../conditions/sample-given.ts';
import type { TrainedFlow } from '../../flow-model.ts';
import type { MixedModel } from '../mixed-model.ts';
import type { ColumnSampler, RowsSoFar } from './column-sampler.ts';
import { IncrementalOutputs, type SamplingWeights, samplingWeights } from './incremental-outputs.ts';
import { NumberColumn } from './number-column.ts';
import { StateColumn } from './state-column.ts';

/** Rows that are drawn together: their activations stay in the cache. */
const CHUNK = 1024;

const NOTHING: Given = {};

/** Draws rows column by column; made once for a state. */
export class MixedSampler implements WeightedSampler {
  readonly #model: MixedModel;
  readonly #weights: SamplingWeights;
  readonly #columns: readonly ColumnSampler[];

  constructor(model: MixedModel, { parameters, counts, outcomes, roundness }: TrainedFlow) {
    const { dictionary, layout, network, settings } = model;
    this.#model = model;
    this.#weights = samplingWeights(layout, settings, network, parameters);
    this.#columns = layout.columns.map((column, place) => {
      const index = dictionary.fields.indexOf(column.field);
      return column.field.kind === 'categorical'
        ? new StateColumn(dictionary, column, counts[index], layout.logitStarts[place])
        : new NumberColumn(model, parameters, place, counts[index], {
            outcomes: outcomes[index],
            roundness: roundness[index],
          });
    });
  }

  /** `n` rows in the study's columns that keep every constraint of the dictionary wherever a column can. */
  sample(n: number, seed: Seed): Table {
    return this.weighted(n, seed, NOTHING).table;
  }

  /** What is given comes before everything else, with no value that may differ before the last. */
  weighsEqually(given: Given): boolean {
    const count = Object.keys(given).length;
    return this.#model.layout.columns
      .slice(0, count)
      .every(
        ({ field: { name } }, place) => Object.hasOwn(given, name) && (place === count - 1 || !isRange(given[name])),
      );
  }

  weighted(n: number, seed: Seed, given: Given): WeightedRows {
    const met = new Set<string>();
    const weights = new Float64Array(n).fill(1);
    const parts: Table[] = [];
    for (let first = 0; first < n || first === 0; first += CHUNK) {
      const some = weights.subarray(first, first + CHUNK);
      parts.push(this.#chunk(RandomStream.derive(seed, 'rows', first), given, some, met));
    }
    this.#requireMet(given, met);
    return { table: concatRows(parts), weights };
  }

  /**
   * From now on draws rows that have given margins, found on `rows` rows column by column: those of a column on rows whose
   * earlier columns have theirs already.
   */
  matchMargins(rows: number, seed: Seed): void {
    this.#chunk(new RandomStream(seed), NOTHING, new Float64Array(rows), new Set(), (column, known, stream) =>
      column.match(known, stream),
    );
  }

  /** What matching adds to the outputs. */
  get biases(): Float32Array {
    const { logitStarts, outputWidth } = this.#model.layout;
    const all = new Float32Array(outputWidth);
    this.#columns.forEach(({ biases }, place) => logitStarts[place] >= 0 && all.set(biases, logitStarts[place]));
    return all;
  }

  /** `met`: conditions that some row met, together with those on columns before. */
  #requireMet(given: Given, met: ReadonlySet<string>): void {
    const names = this.#model.layout.columns
      .map(({ field }) => field.name)
      .filter((name) => Object.hasOwn(given, name));
    const unmet = names.findIndex((name) => !met.has(name));
    if (unmet >= 0) throw unmetCondition(given, names[unmet], names.slice(0, unmet));
  }

  #chunk(
    stream: RandomStream,
    given: Given,
    weights: Float64Array,
    met: Set<string>,
    beforeDraw: (column: ColumnSampler, known: RowsSoFar, stream: RandomStream) => void = () => {},
  ): Table {
    const rows = weights.length;
    const { dictionary, layout } = this.#model;
    const known = new IncrementalOutputs(this.#weights, rows);
    const drawn: DrawnColumns = { codes: new Map(), values: new Map() };
    const { inputWidth, outputWidth, starts } = layout;
    const inputs = new Float32Array(rows * inputWidth);
    const soFar: RowsSoFar = { rows, outputs: known.outputs, outputWidth, inputs, inputWidth, drawn };
    this.#columns.forEach((column, place) => {
      beforeDraw(column, soFar, stream);
      const { name } = layout.columns[place].field;
      const isGiven = Object.hasOwn(given, name);
      const own = isGiven ? column.give(soFar, given[name], weights, stream) : column.draw(soFar, stream);
      if (isGiven && weights.some((weight) => weight > 0)) met.add(name);
      placeInputs(inputs, inputWidth, starts[place], own, rows);
      known.see(place, own);
    });
    return drawnTable(dictionary, rows, drawn);
  }
}

/** Writes a column's inputs among those of all columns. */
function placeInputs(all: Float32Array, inputWidth: number, start: number, own: Float32Array, rows: number): void {
  const width = own.length / rows;
  for (let row = 0; row < rows; row++) {
    all.set(own.subarray(row * width, (row + 1) * width), row * inputWidth + start);
  }
}
