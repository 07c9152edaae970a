/** Columns of features as ranks beside a binary label: equal values share a rank, greater values have greater ranks. */
export interface LabelledFeatures {
  readonly rowCount: number;
  /** Per feature and row 2 rank + label. */
  readonly keys: readonly Keys[];
  /** Per feature its distinct values, ascending. */
  readonly values: readonly Float64Array[];
  /** 0 or 1 per row. */
  readonly labels: Uint8Array;
}

/** As narrow as the ranks allow, because trees read them in random order. */
export type Keys = Uint8Array | Uint16Array | Uint32Array;

/**
 * @param columns per feature a value per row; no NaN
 * @param labels 0 or 1 per row
 */
export function labelFeatures(columns: readonly Float64Array[], labels: Uint8Array): LabelledFeatures {
  const values = columns.map((column) => Float64Array.from(new Set(column)).sort());
  const keys = columns.map((column, feature) => {
    const rankOf = new Map(Array.from(values[feature], (value, rank) => [value, rank]));
    const keyed = keysFor(values[feature].length, column.length);
    for (let row = 0; row < column.length; row++) keyed[row] = 2 * (rankOf.get(column[row]) ?? 0) + labels[row];
    return keyed;
  });
  return { rowCount: labels.length, keys, values, labels };
}

function keysFor(distinct: number, rowCount: number): Keys {
  if (2 * distinct <= 2 ** 8) return new Uint8Array(rowCount);
  return 2 * distinct <= 2 ** 16 ? new Uint16Array(rowCount) : new Uint32Array(rowCount);
}
