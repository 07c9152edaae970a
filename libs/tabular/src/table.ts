/** A column-wise table whose columns follow a data dictionary. */
export interface Table {
  readonly rowCount: number;
  /** Keyed by field name, in the dictionary's order. */
  readonly columns: ReadonlyMap<string, Column>;
}

export type Column = CategoricalColumn | NumericColumn;

/** Codes are indices into the field's states; −1 is missing. */
export interface CategoricalColumn {
  readonly kind: 'categorical';
  readonly codes: Int32Array;
}

/** NaN is missing. Units as in the dictionary. */
export interface NumericColumn {
  readonly kind: 'numeric';
  readonly values: Float64Array;
}
