import type { RandomStream } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import { type NormalScores, scoreOfShare } from '../encoding/normal-scores.ts';
import { readColumn } from '../encoding/read-column.ts';
import { type MixedLayout, scoreInput } from './mixed-layout.ts';

/**
 * The rows of a table in the study's columns as the flow sees them, rows × inputs.
 * @param scores of numbers, by name
 */
export function encodeRows(
  dictionary: DataDictionary,
  layout: MixedLayout,
  scores: ReadonlyMap<string, NormalScores>,
  table: Table,
  stream: RandomStream,
): Float32Array {
  const encoded = new Float32Array(table.rowCount * layout.inputWidth);
  layout.columns.forEach((column, place) => {
    const { stateOf, shareOf } = readColumn(dictionary, column, scores.get(column.field.name), table, stream);
    for (let row = 0; row < table.rowCount; row++) {
      const start = row * layout.inputWidth;
      const state = stateOf(row);
      encoded[start + layout.starts[place] + state] = 1;
      if (state === column.valueState) encoded[start + scoreInput(layout, place)] = scoreOfShare(shareOf(row));
    }
  });
  return encoded;
}
