import type { RandomStream } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import { type FlowColumn, stateCounts } from '../encoding/flow-columns.ts';
import { scoreOfShare } from '../encoding/normal-scores.ts';
import { scoresByName } from '../encoding/normal-scores-by-name.ts';
import { readColumn } from '../encoding/read-column.ts';
import type { FineCounts } from '../flow-model.ts';
import { StateStretches } from './state-stretches.ts';

/**
 * The rows of a table as points, rows × columns in their order: where on the stretch of its state a row lies is drawn from
 * `stream`, or is where its value lies among those of the cohort; then as a normal score.
 */
export function encodeRows(
  dictionary: DataDictionary,
  columns: readonly FlowColumn[],
  counts: FineCounts,
  table: Table,
  stream: RandomStream,
): Float32Array {
  const encoded = new Float32Array(table.rowCount * columns.length);
  const scores = scoresByName(dictionary, columns, counts);
  columns.forEach((column, place) => {
    const { stateOf, shareOf } = readColumn(dictionary, column, scores.get(column.field.name), table, stream);
    const stretches = stretchesOf(dictionary, column, counts);
    for (let row = 0; row < table.rowCount; row++) {
      const state = stateOf(row);
      const within = state === column.valueState ? shareOf(row) : stream.uniform();
      encoded[row * columns.length + place] = scoreOfShare(stretches.pointOf(state, within));
    }
  });
  return encoded;
}

export function stretchesOf({ fields }: DataDictionary, column: FlowColumn, counts: FineCounts): StateStretches {
  return new StateStretches(stateCounts(column, counts[fields.indexOf(column.field)]));
}
