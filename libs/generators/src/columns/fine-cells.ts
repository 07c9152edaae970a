/**
 * The finest cells in which generators see a column, the same at every site. Of states: states, then missing. Of numbers:
 * missing, modal values, bins. Of the lesser of two times: missing, the same as the greater, modal values, bins.
 */
import { categoryCodes, numericValues } from '#tabular/columns';
import type { DataDictionary, Field, NumericField } from '#tabular/dictionary';
import { gapsOf } from '#tabular/model-table';
import { binOf, gridOf } from '#tabular/profile/grid';
import type { Profile } from '#tabular/profile/profile';
import type { Table } from '#tabular/table';

/** Place of "the same as the greater time" among the fine cells of a lesser one. */
export const SAME_AS_GREATER = 1;

/** Place of missing among the fine cells. */
export function missingPlace(field: Field): number {
  return field.kind === 'categorical' ? field.states.length : 0;
}

/** Fine cells before the first bin of a number. */
export function binsStart(field: NumericField, greater: string | undefined): number {
  return 1 + (greater === undefined ? 0 : 1) + field.modalValues.length;
}

/** Fine cells of a column. */
export function fineCellCount(field: Field, greater: string | undefined): number {
  if (field.kind === 'categorical') return missingPlace(field) + 1;
  return binsStart(field, greater) + gridOf(field).uppers.length;
}

/** The column that bounds one from above and that it often equals (EFS by OS); undefined for most columns. */
export function greaterOf(dictionary: DataDictionary, name: string): string | undefined {
  return gapsOf(dictionary).findLast(({ lesser }) => lesser === name)?.greater;
}

/** Pooled rows of each fine cell. */
export function fineCounts(dictionary: DataDictionary, field: Field, profile: Profile): Float64Array {
  if (field.kind === 'categorical') return Float64Array.from(profile.categories[field.name]);
  const { missing, modal, bins } = profile.histograms[field.name];
  const gap = gapsOf(dictionary).findLast(({ lesser }) => lesser === field.name);
  if (gap === undefined) return Float64Array.from([missing, ...modal, ...bins]);
  const same = profile.histograms[gap.name].modal[0];
  return Float64Array.from([missing, same, ...modal, ...binsApart(dictionary, field, profile, same)]);
}

/** The fine cell of each row. `table` is in the study's columns. */
export function fineCellOf(field: Field, greater: string | undefined, table: Table): (row: number) => number {
  if (field.kind === 'categorical') {
    const codes = categoryCodes(table, field.name);
    return (row) => (codes[row] < 0 ? field.states.length : codes[row]);
  }
  const values = numericValues(table, field.name);
  const bounds = greater === undefined ? undefined : numericValues(table, greater);
  const grid = gridOf(field);
  const start = binsStart(field, greater);
  const firstModal = start - field.modalValues.length;
  return (row) => {
    const value = values[row];
    if (Number.isNaN(value)) return 0;
    if (bounds !== undefined && bounds[row] === value) return SAME_AS_GREATER;
    const modal = field.modalValues.indexOf(value);
    return modal >= 0 ? firstModal + modal : start + binOf(grid, value);
  };
}

/**
 * Rows by bin of a lesser time where it isn't the same as the greater. The profile doesn't say so exactly; rows with an event
 * do nearly, unless most of those that differ are censored.
 */
function binsApart(dictionary: DataDictionary, field: NumericField, profile: Profile, same: number): readonly number[] {
  const { bins, missing } = profile.histograms[field.name];
  const endpoint = dictionary.endpoints.find(({ time }) => time === field.name);
  if (endpoint === undefined) return bins;
  const { event } = profile.endpoints[endpoint.name];
  const events = event.reduce((sum, count) => sum + count, 0);
  return events >= (profile.rowCount - missing - same) / 2 ? event : bins;
}
