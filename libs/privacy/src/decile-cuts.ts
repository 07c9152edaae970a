import { quantile } from '#statistics/quantile';
import type { Column, Table } from '#tabular/table';
import type { NumericCuts } from './coded-records.ts';

const DECILES = 10;

/** The inner deciles of each numeric column (type 7, missing left out), each once. */
export function decileCuts(table: Table): NumericCuts {
  const entries = [...table.columns].flatMap(([name, column]) =>
    column.kind === 'numeric' ? [[name, cutsOf(column)] as const] : [],
  );
  return new Map(entries);
}

function cutsOf(column: Extract<Column, { kind: 'numeric' }>): number[] {
  const sorted = column.values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return [];
  const edges = Array.from({ length: DECILES + 1 }, (_, i) => quantile(sorted, i / DECILES));
  return [...new Set(edges)].slice(1, -1);
}
