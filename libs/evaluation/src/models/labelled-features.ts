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
  const ranked = columns.map((column) => keyColumn(column, labels));
  return {
    rowCount: labels.length,
    keys: ranked.map(({ keys }) => keys),
    values: ranked.map(({ values }) => values),
    labels,
  };
}

function keyColumn(column: Float64Array, labels: Uint8Array): { readonly keys: Keys; readonly values: Float64Array } {
  /** Of each value its place in order of first appearance. */
  const places = new Map<number, number>();
  const placeOf = new Uint32Array(column.length);
  for (let row = 0; row < column.length; row++) {
    let place = places.get(column[row]);
    if (place === undefined) places.set(column[row], (place = places.size));
    placeOf[row] = place;
  }
  const values = Float64Array.from(places.keys()).sort();
  const rankOf = new Uint32Array(values.length);
  values.forEach((value, rank) => (rankOf[places.get(value) ?? 0] = rank));
  const keys = keysFor(values.length, column.length);
  for (let row = 0; row < column.length; row++) keys[row] = 2 * rankOf[placeOf[row]] + labels[row];
  return { keys, values };
}

function keysFor(distinct: number, rowCount: number): Keys {
  if (2 * distinct <= 2 ** 8) return new Uint8Array(rowCount);
  return 2 * distinct <= 2 ** 16 ? new Uint16Array(rowCount) : new Uint32Array(rowCount);
}
