import type { StaticGraph } from '#compute/graph/static-graph';
import type { Tensor } from '#compute/graph/tensor';
import type { ParameterLayout } from '#compute/parameters/parameter-layout';
import type { RandomStream, Seed } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import type { ModelSampler } from '../released-model.ts';
import type { LoadGraph } from '../training/load-graph.ts';
import type { ParameterTensors } from '../training/learner.ts';
import type { FlowSettings } from './hyperparameters.ts';

/** Pooled rows of each fine cell, by column in the dictionary's order. */
export type FineCounts = readonly Float64Array[];

/** What a trained flow draws from. */
export interface TrainedFlow {
  readonly parameters: Float32Array;
  readonly counts: FineCounts;
  /** Of each endpoint's time, pooled censored rows by bin, then those with an event; empty for other columns. */
  readonly outcomes: readonly Float64Array[];
  /** Per column, rows per class of roundness; empty where none were counted. */
  readonly roundness: readonly Float64Array[];
}

/** What may be hidden from the network in a training step. */
export interface Hidden {
  /** 0 for inputs that it doesn't see, else 1 [rows, inputWidth]. */
  readonly seen?: Tensor;
  /** Per mask [rows, hidden]: 0 or 1/(1 − p). */
  readonly dropout?: readonly Tensor[];
}

/** A kind of flow: what follows from the dictionary, the settings and the study's seed alone. */
export interface FlowModel {
  readonly dictionary: DataDictionary;
  readonly settings: FlowSettings;
  /** Numbers by which a row is encoded. */
  readonly inputWidth: number;
  readonly parameters: ParameterLayout;
  /** Whose −ln p `losses` gives: columns, or the record. */
  readonly lossNames: readonly string[];
  /** Names of the columns in the order in which the flow tells or decodes them. */
  readonly columnNames: readonly string[];
  /** First input of each column that may be hidden by itself; none where columns can't be. */
  readonly columnStarts: readonly number[];
  /** Dropout masks of a step. */
  readonly dropouts: number;
  /** Where training starts. */
  initialize(counts: FineCounts, random: RandomStream): Float32Array;
  /** Rows × inputWidth. Where in its cell a value lies is drawn from `stream`. */
  encode(counts: FineCounts, table: Table, stream: RandomStream): Float32Array;
  /** −ln p of encoded rows [rows, lossNames]. */
  losses(parameters: ParameterTensors, rows: Tensor, hidden?: Hidden): Tensor;
  /** What is added to the loss for the size of weights. */
  decay(parameters: ParameterTensors): Tensor;
  sampler(trained: TrainedFlow, seed: Seed, load: LoadGraph): Promise<ModelSampler>;
  /**
   * Parameters without what was learnt of states of fewer rows than `minimum`: nothing hangs on such a state, and it on
   * nothing. Absent where states share their parameters.
   */
  withoutFew?(parameters: Float32Array, counts: FineCounts, minimum: number): Float32Array;
  /** Parameters under which states are as frequent as the counts say. Absent: those of the flow have nothing to do with it. */
  withMargins?(trained: TrainedFlow, seed: Seed): Float32Array;
  /** The flow as a model that samples, and how its rows are read; undefined where it can't be one. */
  toOnnx?(trained: TrainedFlow): StaticGraph | undefined;
  describeOutput?(trained: TrainedFlow): object | undefined;
}
