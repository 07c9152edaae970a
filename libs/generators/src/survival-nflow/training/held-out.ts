import type { LoadedGraph } from '#compute/engine/engine';
import { Graph } from '#compute/graph/graph';
import type { StaticGraph } from '#compute/graph/static-graph';
import { reduceSum } from '#compute/ops/sum';
import type { Seed } from '#random/random-stream';
import type { Table } from '#tabular/table';
import { rowLots } from '../../training/row-lots.ts';
import type { FlowModel } from '../flow-model.ts';
import { FLOW, ROWS } from './training-step.ts';

/** Rows per run. */
const BATCH = 256;
const ROW_LOSSES = 'rowLosses';

export interface SplitRows {
  readonly training: Int32Array;
  readonly heldOut: Int32Array;
}

/**
 * Which rows of a site are trained on. A row's lot hangs on the study's seed and its own content, so it is the same in every
 * round and at whichever site the row is. A site that would hold out fewer than `least`, or train on none, holds none out.
 */
export function splitRows(table: Table, share: number, seed: Seed, least: number): SplitRows {
  const lots = rowLots(table, seed);
  const rows = Int32Array.from(lots, (_, row) => row);
  const isHeldOut = (row: number) => lots[row] < share * 2 ** 32;
  const training = rows.filter((row) => !isHeldOut(row));
  const heldOut = rows.filter(isHeldOut);
  if (training.length > 0 && heldOut.length >= least) return { training, heldOut };
  return { training: rows, heldOut: new Int32Array(0) };
}

/** −ln p of rows under given parameters: inputs `flow` and `rows` [256, inputWidth], output [256]. Nothing is dropped. */
export function buildHeldOutGraph(model: FlowModel): StaticGraph {
  const graph = new Graph();
  const rows = graph.input(ROWS, [BATCH, model.inputWidth]);
  const own = model.parameters.split(graph.input(FLOW, [model.parameters.size]));
  graph.output(ROW_LOSSES, reduceSum(model.losses(own, rows), [1]));
  return graph.build();
}

/** Σ −ln p over encoded rows. */
export async function heldOutLoss(
  graph: LoadedGraph,
  parameters: Float32Array,
  encoded: Float32Array,
  inputWidth: number,
): Promise<number> {
  let sum = 0;
  for (let first = 0; first < encoded.length; first += BATCH * inputWidth) {
    const some = encoded.subarray(first, first + BATCH * inputWidth);
    const batch = new Float32Array(BATCH * inputWidth);
    batch.set(some);
    const losses = (await graph.run({ [FLOW]: parameters, [ROWS]: batch }))[ROW_LOSSES];
    for (let row = 0; row < some.length / inputWidth; row++) sum += losses[row];
  }
  return sum;
}
