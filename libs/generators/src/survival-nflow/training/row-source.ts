import { sizeOf } from '#compute/graph/tensor';
import type { RandomStream } from '#random/random-stream';
import { fillDropout } from '../../training/dropout.ts';
import type { StepSource } from '../../training/train-locally.ts';
import type { FlowModel } from '../flow-model.ts';
import { dropoutInput, ROWS, SEEN, stepInputShapes } from './training-step.ts';

/** Draws what a training step consumes, rows with replacement, into buffers that are used again at every step. */
export class RowSource implements StepSource {
  readonly feeds: Readonly<Record<string, Float32Array>>;
  readonly #model: FlowModel;
  readonly #encoded: Float32Array;
  readonly #rows: Int32Array;

  /** `rows`: those of the encoded ones that are trained on, at least one. */
  constructor(model: FlowModel, encoded: Float32Array, rows: Int32Array) {
    this.#model = model;
    this.#encoded = encoded;
    this.#rows = rows;
    const shapes = Object.entries(stepInputShapes(model));
    this.feeds = Object.fromEntries(shapes.map(([name, shape]) => [name, new Float32Array(sizeOf(shape))]));
  }

  next(stream: RandomStream): void {
    const { inputWidth, settings } = this.#model;
    const batch = this.feeds[ROWS];
    for (let row = 0; row < settings.batchSize; row++) {
      const start = this.#rows[stream.int(this.#rows.length)] * inputWidth;
      batch.set(this.#encoded.subarray(start, start + inputWidth), row * inputWidth);
    }
    if (SEEN in this.feeds) this.#fillSeen(this.feeds[SEEN], stream);
    for (let mask = 0; dropoutInput(mask) in this.feeds; mask++) {
      fillDropout(this.feeds[dropoutInput(mask)], settings.dropout, stream);
    }
  }

  /** A column is seen as a whole or not at all. */
  #fillSeen(seen: Float32Array, stream: RandomStream): void {
    const { columnStarts, inputWidth, settings } = this.#model;
    const ends = [...columnStarts.slice(1), inputWidth];
    const threshold = settings.columnDropout * 2 ** 32;
    for (let start = 0; start < seen.length; start += inputWidth) {
      for (let place = 0; place < ends.length; place++) {
        const isSeen = stream.nextUint32() < threshold ? 0 : 1;
        seen.fill(isSeen, start + columnStarts[place], start + ends[place]);
      }
    }
  }
}
