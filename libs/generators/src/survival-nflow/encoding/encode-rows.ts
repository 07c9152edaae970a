import type { RandomStream } from '#random/random-stream';
import { categoryCodes, numericValues } from '#tabular/columns';
import type { DataDictionary, Field } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import { type DrawnColumns, lesserBounds } from '../../columns/conditions.ts';
import { fineCellOf } from '../../columns/fine-cells.ts';
import { type FlowColumn, stateOfFine } from './flow-columns.ts';
import { type FlowLayout, scoreInput } from './flow-layout.ts';
import type { NormalScores } from './normal-scores.ts';

/**
 * The rows of a table in the study's columns as the flow sees them, rows × inputs. Where in its unit a value lies is drawn
 * from `stream`: numbers are written with few decimals, and the flow is one of continuous ones.
 * @param scores of numbers, by name
 */
export function encodeRows(
  dictionary: DataDictionary,
  layout: FlowLayout,
  scores: ReadonlyMap<string, NormalScores>,
  table: Table,
  stream: RandomStream,
): Float32Array {
  const encoded = new Float32Array(table.rowCount * layout.inputWidth);
  const all = columnsOf(dictionary, table);
  layout.columns.forEach((column, place) => {
    const stateOf = statesOf(column, table);
    const scoreOf = column.valueState < 0 ? undefined : scorer(dictionary, column, scores, all, stream);
    for (let row = 0; row < table.rowCount; row++) {
      const start = row * layout.inputWidth;
      const state = stateOf(row);
      encoded[start + layout.starts[place] + state] = 1;
      if (scoreOf && state === column.valueState) encoded[start + scoreInput(layout, place)] = scoreOf(row);
    }
  });
  return encoded;
}

function statesOf(column: FlowColumn, table: Table): (row: number) => number {
  const fineOf = fineCellOf(column.field, column.greater, table);
  const stateOf = new Map<number, number>();
  return (row) => {
    const fine = fineOf(row);
    const known = stateOf.get(fine) ?? stateOfFine(column, fine);
    stateOf.set(fine, known);
    return known;
  };
}

function scorer(
  dictionary: DataDictionary,
  { field, greater }: FlowColumn,
  scores: ReadonlyMap<string, NormalScores>,
  all: DrawnColumns,
  stream: RandomStream,
): (row: number) => number {
  const values = all.values.get(field.name)!;
  const own = scores.get(field.name)!;
  const bounds = lesserBounds(dictionary, { field, greater }, all);
  return (row) => own.scoreOf(values[row], stream.uniform(), bounds?.below(row).greatest);
}

function columnsOf({ fields }: DataDictionary, table: Table): DrawnColumns {
  const named = (kind: Field['kind']) => fields.filter((field) => field.kind === kind).map(({ name }) => name);
  return {
    codes: new Map(named('categorical').map((name) => [name, categoryCodes(table, name)])),
    values: new Map(named('numeric').map((name) => [name, numericValues(table, name)])),
  };
}
