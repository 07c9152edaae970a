import { categoryCodes, numericValues } from '#tabular/columns';
import type { DataDictionary, Field } from '#tabular/dictionary';
import type { Table } from '#tabular/table';

/**
 * Cells as whole numbers that can be compared exactly, field by field in the order of the dictionary: codes of
 * categories, −1 for missing; numbers in units of the last decimal of their field, so that rounding in a file doesn't
 * hide a copy, −Infinity for missing.
 */
export type ComparableCells = readonly Float64Array[];

export const MISSING_NUMBER = Number.NEGATIVE_INFINITY;

/** Throws RangeError when the table lacks a column of the dictionary. */
export function comparableCells(dictionary: DataDictionary, table: Table): ComparableCells {
  return dictionary.fields.map((field) => {
    if (field.kind === 'categorical') return Float64Array.from(categoryCodes(table, field.name));
    const unit = unitsPerOne(field);
    return numericValues(table, field.name).map((value) =>
      Number.isNaN(value) ? MISSING_NUMBER : Math.round(value * unit) + 0,
    );
  });
}

/** 1 for categories. */
export function unitsPerOne(field: Field): number {
  return field.kind === 'numeric' ? 10 ** field.decimals : 1;
}
