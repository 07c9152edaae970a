import type { RandomStream } from '#random/random-stream';
import type { EncodedLayout } from './layout.ts';

/** One batch of training-by-sampling (spec A.2). All row-major, filled in place. */
export interface ConditionBatch {
  readonly size: number;
  /** size × conditionWidth, one 1 a row: the generator's condition. */
  readonly condition: Float32Array;
  /** Index of the row's softmax span among the softmax spans; and of the slot within it. */
  readonly spans: Int32Array;
  readonly slots: Int32Array;
  /** The same conditions in another order, and a real row that has each of them. */
  readonly realCondition: Float32Array;
  /** size × layout.width. */
  readonly real: Float32Array;
  /** Row of the local table behind each real row. */
  readonly realRows: Int32Array;
}

export declare function createConditionBatch(layout: EncodedLayout, size: number): ConditionBatch;

export declare class ConditionSampler {
  /** `counts`: TableEncoder.conditionCounts (global). `encoded`: the site's own rows × layout.width. */
  constructor(layout: EncodedLayout, counts: Float64Array, encoded: Float32Array, rowCount: number);
  fill(batch: ConditionBatch, stream: RandomStream): void;
}

/** Conditions for generation: span uniform, slot by its global count. Fills size × conditionWidth. */
export declare function fillGenerationConditions(
  layout: EncodedLayout,
  counts: Float64Array,
  target: Float32Array,
  stream: RandomStream,
): void;
