import type { RandomStream } from '#random/random-stream';
import { numericValues } from '#tabular/columns';
import type { DataDictionary } from '#tabular/dictionary';
import { gapsOf } from '#tabular/model-table';
import type { Table } from '#tabular/table';
import { lesserBounds } from '../../columns/constraints.ts';
import { fineCellOf } from '../../columns/fine-cells.ts';
import { type FlowColumn, stateOfFine } from './flow-columns.ts';
import type { NormalScores } from './normal-scores.ts';

/** A column of a table as the flow sees it. */
export interface ReadColumn {
  readonly stateOf: (row: number) => number;
  /** Of a row that has a value: its share of the column's scale, of what lies below the greater time if there is one. */
  readonly shareOf: (row: number) => number;
}

/**
 * Reads a column of a table in the study's columns. Where in its unit a value lies is drawn from `stream`: numbers are written
 * with few decimals, and the flow is one of continuous ones. `scores`: of a number.
 */
export function readColumn(
  dictionary: DataDictionary,
  column: FlowColumn,
  scores: NormalScores | undefined,
  table: Table,
  stream: RandomStream,
): ReadColumn {
  const fineOf = fineCellOf(column.field, column.greater, table);
  const stateOf = memoised((fine) => stateOfFine(column, fine));
  const shareOf = scores === undefined ? nothing : sharer(dictionary, column, scores, table, stream);
  return { stateOf: (row) => stateOf(fineOf(row)), shareOf };
}

function sharer(
  dictionary: DataDictionary,
  column: FlowColumn,
  scores: NormalScores,
  table: Table,
  stream: RandomStream,
): (row: number) => number {
  const { name } = column.field;
  const values = numericValues(table, name);
  const greater = gapsOf(dictionary).filter((gap) => gap.lesser === name);
  const drawn = {
    codes: new Map(),
    values: new Map(greater.map((gap) => [gap.greater, numericValues(table, gap.greater)])),
  };
  const bounds = lesserBounds(dictionary, column, drawn);
  return (row) => scores.shareOf(values[row], stream.uniform(), bounds?.below(row).greatest);
}

function memoised(compute: (key: number) => number): (key: number) => number {
  const known = new Map<number, number>();
  return (key) => {
    const value = known.get(key) ?? compute(key);
    known.set(key, value);
    return value;
  };
}

function nothing(): number {
  return Number.NaN;
}
