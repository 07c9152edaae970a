import type { LoadedGraph } from '#compute/engine/engine';
import { Graph } from '#compute/graph/graph';
import type { StaticGraph } from '#compute/graph/static-graph';
import { RandomStream, type Seed } from '#random/random-stream';
import { normalUpperTail } from '#statistics/distributions/normal';
import { concatRows } from '#tabular/concat-rows';
import type { Table } from '#tabular/table';
import { lesserBounds } from '../../columns/constraints.ts';
import { type DrawnColumns, drawnTable } from '../../columns/drawn-columns.ts';
import { missingPlace } from '../../columns/fine-cells.ts';
import type { ModelSampler } from '../../released-model.ts';
import type { LoadGraph } from '../../training/load-graph.ts';
import type { FlowColumn } from '../encoding/flow-columns.ts';
import { NumberCells } from '../encoding/number-cells.ts';
import type { TrainedFlow } from '../flow-model.ts';
import type { DequantisedModel } from './dequantised-model.ts';
import { stretchesOf } from './encode-rows.ts';
import type { StateStretches } from './state-stretches.ts';

/** Rows per run of the flow's inverse. */
const BATCH = 500;

const PARAMETERS = 'flow';
const NOISE = 'noise';
const POINTS = 'points';

interface DecodedColumn {
  readonly column: FlowColumn;
  readonly stretches: StateStretches;
  readonly cells: NumberCells | undefined;
}

/** Draws records as a whole: noise through the stack of transforms, then points on stretches back to states and values. */
export class DequantisedSampler implements ModelSampler {
  readonly #model: DequantisedModel;
  readonly #graph: LoadedGraph;
  readonly #parameters: Float32Array;
  readonly #columns: readonly DecodedColumn[];

  static async open(model: DequantisedModel, trained: TrainedFlow, load: LoadGraph): Promise<DequantisedSampler> {
    return new DequantisedSampler(model, trained, await load('sample', () => inverseGraph(model)));
  }

  private constructor(model: DequantisedModel, { parameters, counts, roundness }: TrainedFlow, graph: LoadedGraph) {
    const { columns, dictionary } = model;
    this.#model = model;
    this.#graph = graph;
    this.#parameters = parameters;
    this.#columns = columns.map((column) => {
      const index = dictionary.fields.indexOf(column.field);
      const isNumber = column.field.kind === 'numeric';
      return {
        column,
        stretches: stretchesOf(dictionary, column, counts),
        cells: isNumber ? new NumberCells(column, counts[index], roundness[index]) : undefined,
      };
    });
  }

  /** `n` rows within the dictionary's bounds, times in their order; other constraints come after. */
  async sample(n: number, seed: Seed): Promise<Table> {
    const parts: Table[] = [];
    for (let first = 0; first < n || first === 0; first += BATCH) {
      parts.push(await this.#batch(Math.min(BATCH, n - first), RandomStream.derive(seed, 'rows', first)));
    }
    return concatRows(parts);
  }

  async #batch(rows: number, stream: RandomStream): Promise<Table> {
    const noise = stream.fillNormal(new Float32Array(BATCH * this.#columns.length));
    const points = (await this.#graph.run({ [PARAMETERS]: this.#parameters, [NOISE]: noise }))[POINTS];
    const drawn: DrawnColumns = { codes: new Map(), values: new Map() };
    this.#columns.forEach(({ column, stretches, cells }, place) => {
      const shareOf = (row: number) => normalUpperTail(-points[row * this.#columns.length + place]);
      if (cells === undefined) drawn.codes.set(column.field.name, codesOf(column, stretches, rows, shareOf));
      else drawn.values.set(column.field.name, this.#valuesOf(column, stretches, cells, drawn, rows, shareOf, stream));
    });
    return drawnTable(this.#model.dictionary, rows, drawn);
  }

  #valuesOf(
    column: FlowColumn,
    stretches: StateStretches,
    cells: NumberCells,
    drawn: DrawnColumns,
    rows: number,
    shareOf: (row: number) => number,
    stream: RandomStream,
  ): Float64Array {
    const bounds = lesserBounds(this.#model.dictionary, column, drawn);
    return Float64Array.from({ length: rows }, (_, row) => {
      const share = shareOf(row);
      const room = cells.roomOf(bounds, row);
      const state = stretches.stateAt(share);
      if (!cells.isAllowed(state, room)) return cells.atomValue(undefined, bounds, row, stream);
      if (state !== column.valueState) return cells.atomValue(state, bounds, row, stream);
      return cells.valueAt(stretches.placeOf(share), room, stream);
    });
  }
}

/** Inputs `flow` [size] and `noise` [500, columns], output `points` [500, columns] on the scale of normal scores. */
function inverseGraph({ columns, parameters, stack }: DequantisedModel): StaticGraph {
  const graph = new Graph();
  const own = parameters.split(graph.input(PARAMETERS, [parameters.size]));
  graph.output(POINTS, stack.inverse(own, graph.input(NOISE, [BATCH, columns.length])));
  return graph.build();
}

function codesOf(
  { atoms, field }: FlowColumn,
  stretches: StateStretches,
  rows: number,
  shareOf: (row: number) => number,
): Int32Array {
  const codes = atoms.map((atom) => (atom === missingPlace(field) ? -1 : atom));
  return Int32Array.from({ length: rows }, (_, row) => codes[stretches.stateAt(shareOf(row))]);
}
