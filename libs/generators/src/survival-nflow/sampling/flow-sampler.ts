import { RandomStream, type Seed } from '#random/random-stream';
import { concatRows } from '#tabular/concat-rows';
import type { DataDictionary } from '#tabular/dictionary';
import type { Column, Table } from '#tabular/table';
import type { DrawnColumns } from '../../columns/conditions.ts';
import type { GivenCells, WeightedSampler } from '../../conditional/sample-given.ts';
import type { FlowModel } from '../model.ts';
import type { ColumnSampler } from './column-sampler.ts';
import { IncrementalOutputs, type SamplingWeights, samplingWeights } from './incremental-outputs.ts';
import { NumberColumn } from './number-column.ts';
import { StateColumn } from './state-column.ts';

/** Rows that are drawn together: their activations stay in the cache. */
const CHUNK = 1024;

/** What a trained flow draws from. */
export interface TrainedFlow {
  readonly parameters: Float32Array;
  /** Pooled rows of each fine cell, by column in the dictionary's order. */
  readonly counts: readonly Float64Array[];
  readonly roundness: readonly Float64Array[];
}

const NOTHING: GivenCells = new Map();

/** Draws rows column by column; made once for a state. */
export class FlowSampler implements WeightedSampler {
  readonly #model: FlowModel;
  readonly #weights: SamplingWeights;
  readonly #columns: readonly ColumnSampler[];

  constructor(model: FlowModel, { parameters, counts, roundness }: TrainedFlow) {
    const { dictionary, layout, network, settings } = model;
    this.#model = model;
    this.#weights = samplingWeights(layout, settings, network, parameters);
    this.#columns = layout.columns.map((column, place) => {
      const index = dictionary.fields.indexOf(column.field);
      return column.field.kind === 'categorical'
        ? new StateColumn(dictionary, column, counts[index], layout.logitStarts[place])
        : new NumberColumn(model, place, counts[index], roundness[index]);
    });
  }

  /** `n` rows in the study's columns that keep every constraint of the dictionary wherever a column can. */
  sample(n: number, seed: Seed): Table {
    return this.weighted(n, seed, NOTHING).table;
  }

  /** Whether rows under a condition need no weights: what is given comes before everything else. */
  isExact(given: ReadonlySet<string>): boolean {
    return this.#model.layout.columns.slice(0, given.size).every(({ field }) => given.has(field.name));
  }

  weighted(n: number, seed: Seed, given: GivenCells): { table: Table; weights: Float64Array } {
    const weights = new Float64Array(n).fill(1);
    const parts: Table[] = [];
    for (let first = 0; first < n || first === 0; first += CHUNK) {
      const some = weights.subarray(first, first + CHUNK);
      parts.push(this.#chunk(RandomStream.derive(seed, 'rows', first), given, some));
    }
    return { table: concatRows(parts), weights };
  }

  #chunk(stream: RandomStream, given: GivenCells, weights: Float64Array): Table {
    const rows = weights.length;
    const { dictionary, layout } = this.#model;
    const known = new IncrementalOutputs(this.#weights, rows);
    const drawn: DrawnColumns = { codes: new Map(), values: new Map() };
    const soFar = { rows, outputs: known.outputs, outputWidth: layout.outputWidth, drawn };
    this.#columns.forEach((column, place) => {
      const cell = given.get(layout.columns[place].field.name);
      known.see(place, cell === undefined ? column.draw(soFar, stream) : column.give(soFar, cell, weights));
    });
    return tableOf(dictionary, rows, drawn);
  }
}

function tableOf({ fields }: DataDictionary, rowCount: number, { codes, values }: DrawnColumns): Table {
  const columns = fields.map(({ name, kind }): [string, Column] => [
    name,
    kind === 'categorical' ? { kind, codes: codes.get(name)! } : { kind, values: values.get(name)! },
  ]);
  return { rowCount, columns: new Map(columns) };
}
