import type { Seed } from '#random/random-stream';
import type { Table } from '#tabular/table';
import type { Given } from './conditions/given.ts';

/** What a release holds of a model, as it was read from its files; each is absent where its file is. */
export interface ReleasedModel {
  /** model.json, what `describeModel` gave. */
  readonly description?: unknown;
  /** generator.onnx. */
  readonly onnx?: Uint8Array;
  /** generator.json, what `describeOutput` gave. */
  readonly encoding?: unknown;
}

/** Draws rows of a released model. */
export interface ModelSampler {
  /** Rows in the dictionary's columns, unconstrained: constraints come after. */
  sample(n: number, seed: Seed): Promise<Table>;
  /** Rows under conditions, unconstrained too. Throws CL-CONF-001, CL-MODEL-005. Absent: the model takes no conditions. */
  sampleGiven?(n: number, seed: Seed, given: Given): Promise<Table>;
}
