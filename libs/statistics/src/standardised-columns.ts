/** Columns brought to mean 0 and standard deviation 1, with what brings coefficients back. */
export interface StandardisedColumns {
  readonly columns: readonly Float64Array[];
  readonly means: Float64Array;
  /** Standard deviations; 0 for a column of one value, whose standardised column is 0. */
  readonly scales: Float64Array;
}

/** @param counts how many rows each entry stands for; entries with 0 decide nothing */
export function standardise(columns: readonly ArrayLike<number>[], counts: Float64Array): StandardisedColumns {
  const means = Float64Array.from(columns, (column) => weightedMean(column, counts));
  const scales = Float64Array.from(columns, (column, j) => weightedDeviation(column, counts, means[j]));
  const standardised = columns.map((column, j) =>
    Float64Array.from(column, (value) => (scales[j] === 0 ? 0 : (value - means[j]) / scales[j])),
  );
  return { columns: standardised, means, scales };
}

function weightedMean(values: ArrayLike<number>, counts: Float64Array): number {
  let total = 0;
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    total += counts[i];
    sum += counts[i] * values[i];
  }
  return total === 0 ? 0 : sum / total;
}

/** Exactly 0 for one value, whatever rounding makes of its mean. */
function weightedDeviation(values: ArrayLike<number>, counts: Float64Array, mean: number): number {
  let total = 0;
  let squares = 0;
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] === 0) continue;
    total += counts[i];
    squares += counts[i] * (values[i] - mean) ** 2;
    least = Math.min(least, values[i]);
    most = Math.max(most, values[i]);
  }
  return most > least ? Math.sqrt(squares / total) : 0;
}
