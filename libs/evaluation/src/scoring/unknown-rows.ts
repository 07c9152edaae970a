import { isSmallCount } from '#privacy/small-cells';
import { type DescribedSet, numericHistogram, stateCounts } from './described-set.ts';
import { knownRows } from './released-statistics.ts';

/** Rows without a value of the field. */
export function unknownOf(set: DescribedSet, field: string): number {
  const entry = set.layout.fields.find((candidate) => candidate.field.name === field);
  if (entry === undefined) throw new RangeError(`no field ${field} in the dictionary`);
  if (entry.kind === 'numeric') return set.sums.gram.rowCount - knownRows(numericHistogram(set, field));
  return stateCounts(set, entry)[entry.field.states.length];
}

/** Rows without a time or an event of the dictionary's endpoint of this index. */
export function unknownOutcomes(set: DescribedSet, endpoint: number): number {
  return set.sums.gram.rowCount - (set.curves[endpoint].atRisk.at(0) ?? 0);
}

/** Whether the number of known rows would tell a small number of others, because that of all rows is known. */
export function isTellingCount(set: DescribedSet, known: number, minimum: number): boolean {
  return isSmallCount(set.sums.gram.rowCount - known, minimum);
}
