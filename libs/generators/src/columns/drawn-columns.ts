import type { DataDictionary } from '#tabular/dictionary';
import type { Column, Table } from '#tabular/table';

/** Rows as far as they have been drawn. */
export interface DrawnColumns {
  readonly codes: Map<string, Int32Array>;
  readonly values: Map<string, Float64Array>;
}

/** Rows of which every column has been drawn. */
export function drawnTable({ fields }: DataDictionary, rowCount: number, { codes, values }: DrawnColumns): Table {
  const columns = fields.map(({ name, kind }): [string, Column] => [
    name,
    kind === 'categorical' ? { kind, codes: codes.get(name)! } : { kind, values: values.get(name)! },
  ]);
  return { rowCount, columns: new Map(columns) };
}
