import type { RandomStream } from '#random/random-stream';
import type { DrawnColumns } from '../../../columns/drawn-columns.ts';
import type { GivenValue } from '../../../conditions/given.ts';

/** Rows in the making: what of them has been drawn, and the network's outputs for the column that is next. */
export interface RowsSoFar {
  readonly rows: number;
  /** [rows, outputWidth]; those of the next column are final. */
  readonly outputs: Float32Array;
  readonly outputWidth: number;
  /** What the network sees of the columns so far [rows, inputWidth]. */
  readonly inputs: Float32Array;
  readonly inputWidth: number;
  readonly drawn: DrawnColumns;
}

/** Draws a column of rows whose earlier columns are known, into `drawn`; both return the column's inputs for those after it. */
export interface ColumnSampler {
  draw(known: RowsSoFar, stream: RandomStream): Float32Array;
  /** Draws what meets a condition, and multiplies each row's weight by how likely that is there. */
  give(known: RowsSoFar, given: GivenValue, weights: Float64Array, stream: RandomStream): Float32Array;
  /**
   * From now on draws so that, over rows like these, states are as frequent as in the cohort and values as its scale spreads
   * them.
   */
  match(known: RowsSoFar, stream: RandomStream): void;
  /** What `match` adds to the logits of states. */
  readonly biases: Float64Array;
}
