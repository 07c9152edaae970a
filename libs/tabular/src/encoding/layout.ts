/**
 * A stretch of an encoded row that belongs to one field: either one number in [−1, 1] (tanh) or a one-hot block
 * (softmax) over states, modes or modal values and modes.
 */
export interface Span {
  readonly field: string;
  readonly activation: 'tanh' | 'softmax';
  /** First column in the encoded row. */
  readonly start: number;
  readonly width: number;
}

/** The columns of an encoded row. Softmax spans, in order, also make up the condition vector. */
export interface EncodedLayout {
  readonly width: number;
  readonly spans: readonly Span[];
  /** Σ widths of the softmax spans. */
  readonly conditionWidth: number;
}
