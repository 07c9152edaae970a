/**
 * What in a synthetic table doesn't fit the dictionary, as plain JSON. Counts only: a label or a number in such a table
 * may be copied from a patient.
 */
export interface SyntheticFindings {
  readonly rowCount: number;
  /** Columns in which any cell doesn't fit, in the dictionary's order. */
  readonly columns: readonly ColumnFindings[];
  /** Names of the columns that the dictionary doesn't have, in the file's order; they weren't read. */
  readonly ignoredColumns: readonly string[];
}

/** Numbers of cells, each of which is counted once. */
export interface ColumnFindings {
  readonly column: string;
  /** Numbers below the minimum; the table has the minimum. */
  readonly belowMinimum: number;
  /** Numbers above the maximum; the table has the maximum. */
  readonly aboveMaximum: number;
  /** Fractions in a column of whole numbers that are within the bounds; the table has the nearest whole number. */
  readonly notWhole: number;
  /** Text in a column of numbers; missing in the table. */
  readonly wrongType: number;
  /** States that the dictionary doesn't have; missing in the table. */
  readonly unknownState: number;
  /** Different texts among the unknown states, counted up to MOST_LABELS. */
  readonly unknownLabels: number;
  /** Empty cells although the dictionary requires a value; missing in the table. */
  readonly missing: number;
}

/** So many different unknown labels are told apart in a column. */
export const MOST_LABELS = 1_000;
