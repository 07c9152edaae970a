import type { CategoricalField, DataDictionary, NumericField } from '#tabular/dictionary';

/**
 * The columns of a table as one wide integer matrix Z: a 0/1 column per state of each categorical field and one for its
 * missing cells, a 0/1 column for the missing cells of each numeric field, and a column of whole units per numeric field.
 * ZᵀZ over all rows (the Gram matrix) holds every pairwise contingency table, every mean, variance and covariance.
 */
export interface GramLayout {
  /** In the dictionary's order. */
  readonly fields: readonly GramField[];
  /** 0/1 columns in all. */
  readonly stateCount: number;
  readonly numerics: readonly NumericGramField[];
}

export type GramField = CategoricalGramField | NumericGramField;

export interface CategoricalGramField {
  readonly kind: 'categorical';
  readonly field: CategoricalField;
  /** First 0/1 column; one per state in order, then missing. */
  readonly start: number;
  readonly width: number;
}

export interface NumericGramField {
  readonly kind: 'numeric';
  readonly field: NumericField;
  /** The 0/1 column for missing cells. */
  readonly missing: number;
  /** Place among the numeric columns. */
  readonly index: number;
  /** Value of one unit; a value x counts as round((x − minimum) / unit), in 0 … 2¹⁷. */
  readonly unit: number;
}

/** 2⁵² ≥ 200,000 rows × (2¹⁷)²: sums of squares of 200,000 rows (and twice as many) stay exact. */
const MOST_UNITS = 2 ** 17;

export function gramLayout(dictionary: DataDictionary): GramLayout {
  const fields: GramField[] = [];
  const numerics: NumericGramField[] = [];
  let stateCount = 0;
  for (const field of dictionary.fields) {
    if (field.kind === 'categorical') {
      const width = field.states.length + 1;
      fields.push({ kind: 'categorical', field, start: stateCount, width });
      stateCount += width;
    } else {
      const numeric: NumericGramField = {
        kind: 'numeric',
        field,
        missing: stateCount++,
        index: numerics.length,
        unit: unitOf(field),
      };
      fields.push(numeric);
      numerics.push(numeric);
    }
  }
  return { fields, stateCount, numerics };
}

/** A value in whole units from the field's minimum. Values out of the agreed bounds count as the bound. */
export function toUnits({ field, unit }: NumericGramField, value: number): number {
  return Math.min(MOST_UNITS, Math.max(0, Math.round((value - field.minimum) / unit)));
}

/** The last decimal of the field where that fits, so that nothing is rounded; else the bounds cut into 2¹⁷ steps. */
function unitOf(field: NumericField): number {
  const decimal = 10 ** -field.decimals;
  const range = field.maximum - field.minimum;
  return range / decimal <= MOST_UNITS ? decimal : range / MOST_UNITS;
}
