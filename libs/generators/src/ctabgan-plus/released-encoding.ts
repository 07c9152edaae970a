import type { ColumnEncoding } from '#tabular/encoding/column-encoding';
import type { TableEncoder } from '#tabular/encoding/table-encoder';

/** How to read the rows of the released generator: the encoder with probabilities in place of counts of patients. */
export interface ReleasedEncoding {
  readonly version: 1;
  readonly columns: readonly ReleasedColumn[];
}

type WithoutCounts<T> = T extends ColumnEncoding ? Omit<T, 'counts'> : never;

export type ReleasedColumn = WithoutCounts<ColumnEncoding> & {
  /** Of each slot of the column's block, as a condition for generating rows. */
  readonly probabilities: readonly number[];
};

const PROBABILITY_DECIMALS = 4;

export function releasedEncoding(encoder: TableEncoder, minimumCellSize: number): ReleasedEncoding {
  const columns = encoder.toJSON().columns.map(({ counts, ...column }) => ({
    ...column,
    probabilities: conditionProbabilities(counts, minimumCellSize),
  }));
  return { version: 1, columns };
}

/**
 * Counts below `minimum` become 0, the others are rounded to multiples of it (else a missing one follows from the ratio
 * of two others), and what is left is divided by its sum. All 0 where no count reaches the minimum: no condition for anything.
 * @returns to 4 decimals
 */
export function conditionProbabilities(counts: readonly number[], minimum: number): number[] {
  const rounded = counts.map((count) => (count < minimum ? 0 : minimum * Math.round(count / minimum)));
  const total = rounded.reduce((sum, count) => sum + count, 0);
  return rounded.map((count) => Number((total === 0 ? 0 : count / total).toFixed(PROBABILITY_DECIMALS)));
}
