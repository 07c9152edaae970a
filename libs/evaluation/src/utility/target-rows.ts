import { numericValues } from '#tabular/columns';
import type { DataDictionary, PredictionTarget } from '#tabular/dictionary';
import { countCells, endpointCells } from '#tabular/profile/cells';
import { binOf } from '#tabular/profile/grid';
import type { Table } from '#tabular/table';
import { type LabelledRows, labelRows } from '../models/prediction-task.ts';
import { endpointOf, type HorizonWeights, horizonWeights } from './horizon-weights.ts';

/** Rows whose target is known, their target, and what each counts for. */
export interface WeightedRows extends LabelledRows {
  /** Aligned with `rows`; 1 for state targets. */
  readonly weights: Float64Array;
}

/** @param horizon the weights of a horizon target; none for state targets */
export function weighRows(
  dictionary: DataDictionary,
  target: PredictionTarget,
  table: Table,
  horizon: HorizonWeights | undefined,
): WeightedRows {
  const labelled = labelRows(dictionary, target, table);
  if (target.kind === 'state' || horizon === undefined) {
    return { ...labelled, weights: new Float64Array(labelled.rows.length).fill(1) };
  }
  const { time, grid } = endpointOf(dictionary, target);
  const times = numericValues(table, time);
  const weights = Float64Array.from(labelled.rows, (row, i) =>
    labelled.labels[i] === 1 ? horizon.events[binOf(grid, times[row])] : horizon.survivors,
  );
  return { ...labelled, weights };
}

/** The weights of a horizon target by a table's own censoring; undefined where nobody is followed to the horizon. */
export function ownHorizonWeights(
  dictionary: DataDictionary,
  target: Extract<PredictionTarget, { kind: 'horizon' }>,
  table: Table,
): HorizonWeights | undefined {
  const plan = endpointOf(dictionary, target);
  const cells = countCells(endpointCells(plan, table), table.rowCount);
  // Missing, then censored and events of each bin in turn.
  const pick = (first: number) => Array.from(plan.grid.uppers.keys(), (bin) => cells[1 + 2 * bin + first]);
  return horizonWeights(plan.grid, { censored: pick(0), event: pick(1) }, target.horizon);
}
