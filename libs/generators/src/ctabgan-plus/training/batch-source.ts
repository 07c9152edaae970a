import type { Feed } from '#compute/engine/engine';
import { sizeOf } from '#compute/graph/tensor';
import type { RandomStream } from '#random/random-stream';
import { type ConditionBatch, ConditionSampler, createConditionBatch } from '#tabular/encoding/condition';
import { fillDropout } from '../../training/dropout.ts';
import type { Hyperparameters } from '../hyperparameters.ts';
import { type NetworkLayout, softmaxSpans } from '../network-layout.ts';
import type { Classifier } from '../networks/classifier.ts';
import { criticInputs, dropoutInput, GENERATOR_INPUTS, stepInputShapes } from '../step/step-inputs.ts';

/** A site's rows as the networks see them. */
export interface SiteRows {
  /** rowCount × layout.width in network order. */
  readonly encoded: Float32Array;
  readonly rowCount: number;
  /** Summed counts of the conditions over all sites, in network order. */
  readonly conditionCounts: Float64Array;
}

/**
 * Draws what one training step consumes, into buffers that are used again at every step: conditions by log-frequency and
 * real rows that have them (training by sampling), noise, interpolation points and dropout.
 */
export class BatchSource {
  readonly feeds: Readonly<Record<string, Feed>>;
  readonly #layout: NetworkLayout;
  readonly #settings: Hyperparameters;
  readonly #sampler: ConditionSampler;
  readonly #critics: readonly ConditionBatch[];
  readonly #generator: ConditionBatch;
  readonly #spanMask: Float32Array;
  readonly #normals: readonly Float32Array[];
  readonly #uniforms: readonly Float32Array[];
  readonly #dropouts: readonly Float32Array[];

  constructor(layout: NetworkLayout, classifier: Classifier | undefined, settings: Hyperparameters, rows: SiteRows) {
    this.#layout = layout;
    this.#settings = settings;
    this.#sampler = new ConditionSampler(layout, rows.conditionCounts, rows.encoded, rows.rowCount);
    const batch = () => createConditionBatch(layout, settings.batchSize);
    this.#critics = Array.from({ length: settings.criticSteps }, batch);
    this.#generator = batch();
    const own = this.#conditionFeeds();
    const shapes = Object.entries(stepInputShapes(layout, classifier, settings));
    const others = shapes.filter(([name]) => !(name in own)).map(([name, shape]) => [name, sizeOf(shape)] as const);
    const drawn = Object.fromEntries(others.map(([name, size]) => [name, new Float32Array(size)]));
    this.#spanMask = drawn[GENERATOR_INPUTS.spanMask];
    const critics = this.#critics.map((_, i) => criticInputs(i));
    this.#normals = [...critics, GENERATOR_INPUTS].map(({ noise }) => drawn[noise]);
    this.#uniforms = [
      ...[...critics, GENERATOR_INPUTS].map(({ uniforms }) => drawn[uniforms]),
      ...critics.map(({ mix }) => drawn[mix]),
    ];
    this.#dropouts = (classifier?.widths ?? []).flatMap((_, layer) => [
      drawn[dropoutInput('synthetic', layer)],
      drawn[dropoutInput('real', layer)],
    ]);
    this.feeds = { ...own, ...drawn };
  }

  /** Fills the feeds for the next step. */
  next(stream: RandomStream): void {
    for (const batch of this.#critics) this.#sampler.fill(batch, stream);
    this.#sampler.fill(this.#generator, stream);
    fillSpanMask(this.#spanMask, this.#generator, this.#layout);
    for (const target of this.#normals) stream.fillNormal(target);
    for (const target of this.#uniforms) stream.fillUniform(target);
    for (const target of this.#dropouts) fillDropout(target, this.#settings.classifierDropout, stream);
  }

  #conditionFeeds(): Record<string, Float32Array> {
    const feeds: Record<string, Float32Array> = { [GENERATOR_INPUTS.condition]: this.#generator.condition };
    this.#critics.forEach((batch, i) => {
      const names = criticInputs(i);
      feeds[names.real] = batch.real;
      feeds[names.realCondition] = batch.realCondition;
      feeds[names.condition] = batch.condition;
    });
    return feeds;
  }
}

/** 1 over the columns of each row's conditioned span, if it has one. */
function fillSpanMask(mask: Float32Array, { spans, size }: ConditionBatch, layout: NetworkLayout): void {
  const blocks = softmaxSpans(layout);
  mask.fill(0);
  for (let row = 0; row < size; row++) {
    if (spans[row] < 0) continue;
    const { start, width } = blocks[spans[row]];
    const first = row * layout.conditionWidth + start - layout.tanhWidth;
    mask.fill(1, first, first + width);
  }
}
