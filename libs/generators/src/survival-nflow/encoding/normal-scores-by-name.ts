import type { DataDictionary } from '#tabular/dictionary';
import type { FineCounts } from '../flow-model.ts';
import { binCounts, type FlowColumn } from './flow-columns.ts';
import { NormalScores } from './normal-scores.ts';

/** The scales of all numbers, by name. */
export function scoresByName(
  { fields }: DataDictionary,
  columns: readonly FlowColumn[],
  counts: FineCounts,
): Map<string, NormalScores> {
  return new Map(
    columns.flatMap((column) => {
      const { field } = column;
      if (field.kind !== 'numeric') return [];
      return [[field.name, new NormalScores(field, binCounts(column, counts[fields.indexOf(field)]))]];
    }),
  );
}
