import type { RandomStream } from '#random/random-stream';
import type { EncodedLayout, Span } from './layout.ts';

/** One batch of training-by-sampling (spec A.2). All row-major, filled in place. */
export interface ConditionBatch {
  readonly size: number;
  /** size × conditionWidth, one 1 a row: the generator's condition. Without a 1: nothing may be asked for. */
  readonly condition: Float32Array;
  /** Index of the row's span among the softmax spans, and of the slot within it; −1 without a condition. */
  readonly spans: Int32Array;
  readonly slots: Int32Array;
  /** The same conditions in another order, and a real row that has each of them; any row without one. */
  readonly realCondition: Float32Array;
  /** size × layout.width. */
  readonly real: Float32Array;
  /** Row of the local table behind each real row. */
  readonly realRows: Int32Array;
}

export function createConditionBatch(layout: EncodedLayout, size: number): ConditionBatch {
  return {
    size,
    condition: new Float32Array(size * layout.conditionWidth),
    spans: new Int32Array(size),
    slots: new Int32Array(size),
    realCondition: new Float32Array(size * layout.conditionWidth),
    real: new Float32Array(size * layout.width),
    realRows: new Int32Array(size),
  };
}

/** The softmax spans in order, with their first column in the condition vector. */
export function conditionSpans(layout: EncodedLayout): (Span & { readonly conditionStart: number })[] {
  let conditionStart = 0;
  return layout.spans
    .filter((span) => span.activation === 'softmax')
    .map((span) => {
      const placed = { ...span, conditionStart };
      conditionStart += span.width;
      return placed;
    });
}

/**
 * Counts of the conditions that may be asked for, 0 in the place of the others: to be asked for a state of fewer rows than
 * `minimum` is to learn what these rows are.
 */
export function askedCounts(counts: Float64Array, minimum: number): Float64Array {
  return counts.map((count) => (count < minimum ? 0 : count));
}

/**
 * Draws conditions and matching real rows for training at one site: a span uniformly; in it a slot with probability
 * proportional to ln(global count + 1), among the slots with a count that the site has rows of; a row with that slot uniformly,
 * with replacement. Spans without such a slot are left out; where none is left, rows have no condition.
 */
export class ConditionSampler {
  readonly #layout: EncodedLayout;
  readonly #encoded: Float32Array;
  readonly #rowCount: number;
  readonly #spans: ReturnType<typeof conditionSpans>;
  readonly #slotWeights: readonly Float64Array[];
  /** Spans with a weight. */
  readonly #asked: readonly number[];
  /** Rows that have a slot of the condition vector. */
  readonly #rows: readonly Int32Array[];

  /**
   * @param counts - `askedCounts` of `TableEncoder.conditionCounts`, over all sites.
   * @param encoded - the site's own rows, rowCount × layout.width with one-hot blocks; at least one row.
   */
  constructor(layout: EncodedLayout, counts: Float64Array, encoded: Float32Array, rowCount: number) {
    if (rowCount < 1) throw new RangeError('conditions need at least one row');
    this.#layout = layout;
    this.#encoded = encoded;
    this.#rowCount = rowCount;
    this.#spans = conditionSpans(layout);
    this.#rows = this.#spans.flatMap((span) => rowsBySlot(encoded, rowCount, layout.width, span));
    const weights = Float64Array.from(this.#rows, (rows, i) => (rows.length > 0 ? Math.log1p(counts[i]) : 0));
    this.#slotWeights = weightsOfSpans(this.#spans, weights);
    this.#asked = spansWithWeight(this.#slotWeights);
  }

  /** Fills a batch made for the same layout. */
  fill(batch: ConditionBatch, stream: RandomStream): void {
    batch.condition.fill(0);
    batch.realCondition.fill(0);
    if (this.#asked.length === 0) return this.#fillUnconditioned(batch, stream);
    for (let i = 0; i < batch.size; i++) {
      batch.spans[i] = this.#asked[stream.int(this.#asked.length)];
      batch.slots[i] = stream.categorical(this.#slotWeights[batch.spans[i]]);
      batch.condition[i * this.#layout.conditionWidth + this.#conditionIndex(batch, i)] = 1;
    }
    const order = stream.permutation(batch.size);
    for (let i = 0; i < batch.size; i++) this.#fillReal(batch, i, this.#conditionIndex(batch, order[i]), stream);
  }

  #fillUnconditioned(batch: ConditionBatch, stream: RandomStream): void {
    batch.spans.fill(-1);
    batch.slots.fill(-1);
    for (let i = 0; i < batch.size; i++) this.#copyReal(batch, i, stream.int(this.#rowCount));
  }

  #conditionIndex(batch: ConditionBatch, i: number): number {
    return this.#spans[batch.spans[i]].conditionStart + batch.slots[i];
  }

  #fillReal(batch: ConditionBatch, i: number, conditionIndex: number, stream: RandomStream): void {
    const candidates = this.#rows[conditionIndex];
    batch.realCondition[i * this.#layout.conditionWidth + conditionIndex] = 1;
    this.#copyReal(batch, i, candidates[stream.int(candidates.length)]);
  }

  #copyReal(batch: ConditionBatch, i: number, row: number): void {
    const { width } = this.#layout;
    batch.realRows[i] = row;
    batch.real.set(this.#encoded.subarray(row * width, (row + 1) * width), i * width);
  }
}

/**
 * Conditions for generation: a span uniformly among those with a count, in it a slot by its global count; none at all where
 * no slot has a count.
 * @param counts - `askedCounts` of `TableEncoder.conditionCounts`, or probabilities.
 * @param target - n × layout.conditionWidth, overwritten.
 */
export function fillGenerationConditions(
  layout: EncodedLayout,
  counts: Float64Array,
  target: Float32Array,
  stream: RandomStream,
): void {
  const spans = conditionSpans(layout);
  const weights = weightsOfSpans(spans, counts);
  const asked = spansWithWeight(weights);
  target.fill(0);
  if (asked.length === 0) return;
  for (let start = 0; start < target.length; start += layout.conditionWidth) {
    const span = asked[stream.int(asked.length)];
    target[start + spans[span].conditionStart + stream.categorical(weights[span])] = 1;
  }
}

/** The part of the condition vector's weights that belongs to each span. */
function weightsOfSpans(spans: ReturnType<typeof conditionSpans>, weights: Float64Array): Float64Array[] {
  return spans.map(({ conditionStart, width }) => weights.subarray(conditionStart, conditionStart + width));
}

function spansWithWeight(weights: readonly Float64Array[]): number[] {
  return [...weights.keys()].filter((span) => weights[span].some((weight) => weight > 0));
}

/** For each slot of a span the rows that have it, ascending. */
function rowsBySlot(encoded: Float32Array, rowCount: number, width: number, span: Span): Int32Array[] {
  const slotOf = Int32Array.from({ length: rowCount }, (_, row) => {
    const start = row * width + span.start;
    return encoded.subarray(start, start + span.width).indexOf(1);
  });
  const rows = Array.from(slotOf.keys());
  const groups = Map.groupBy(rows, (row) => slotOf[row]);
  return Array.from({ length: span.width }, (_, slot) => Int32Array.from(groups.get(slot) ?? []));
}
