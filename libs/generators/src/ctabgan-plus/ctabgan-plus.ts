/**
 * CTAB-GAN+ (Zhao et al. 2022, arXiv 2204.00401) as a federated generator: sites train the same networks on their own
 * rows, the coordinator combines them by a strategy and keeps a moving average of the generator.
 */
import type { Engine, LoadedGraph } from '#compute/engine/engine';
import { exportOnnx } from '#compute/onnx/lower';
import type { CheckpointPort } from '#federation/rounds/checkpoint';
import type { AggregationStrategy } from '#federation/strategies/strategy';
import { RandomStream, type Seed } from '#random/random-stream';
import type { Contribution, ContributionVector, Sum } from '#sums/contribution';
import type { SumLayout, VectorLayout } from '#sums/layout';
import { means } from '#sums/mean';
import type { DataDictionary } from '#tabular/dictionary';
import { askedCounts } from '#tabular/encoding/condition';
import { fitEncoder, type TableEncoder } from '#tabular/encoding/table-encoder';
import { toModelTable } from '#tabular/model-table';
import type { Profile } from '#tabular/profile/profile';
import type { Table } from '#tabular/table';
import type { FederatedGenerator } from '../federated-generator.ts';
import { batchGradients } from '../training/batch-gradients.ts';
import { learningRateAt } from '../training/learning-rate.ts';
import { averaged } from '../training/moving-average.ts';
import { strategyOf } from '../training/strategy-of.ts';
import { type LocalTraining, trainLocally, type TrainingControl } from '../training/train-locally.ts';
import { noRows, requireFiniteParameters } from '../training/training-errors.ts';
import type { Hyperparameters } from './hyperparameters.ts';
import { buildModel, type Model } from './model.ts';
import { conditionsInNetworkOrder, toNetworkOrder } from './network-layout.ts';
import { releasedEncoding } from './released-encoding.ts';
import { buildGeneratorGraph, buildReleasedGraph } from './sampling/generator-graph.ts';
import { SAMPLING_BATCH, sampleRows } from './sampling/sample-rows.ts';
import { decodeState, encodeState, forSites } from './state-codec.ts';
import type { CtabganPlusState, LossSummary } from './state.ts';
import {
  buildGradientStep,
  buildTrainingStep,
  LOSS_NAMES,
  type NetworkName,
  networkLayouts,
  updatesPerStep,
} from './step/training-step.ts';
import { BatchSource } from './training/batch-source.ts';
import { throwDiverged } from './training/throw-diverged.ts';

export interface CtabganPlusOptions {
  /** The study's dictionary (times, not gaps). */
  readonly dictionary: DataDictionary;
  readonly engine: Engine;
  /** Needed by `init` only, so a site leaves it out: sites get encoder and hyperparameters with the state. */
  readonly setup?: { readonly profile: Profile; readonly hyperparameters: Hyperparameters };
}

/** CTAB-GAN+ as a federated generator. Throws CL-MODEL-002 (init) and CL-MODEL-001 (contribute, reduce). */
export function createCtabganPlus(options: CtabganPlusOptions): FederatedGenerator<CtabganPlusState> {
  return new CtabganPlus(options);
}

const LOSSES_SCALE = 2 ** 16;

class CtabganPlus implements FederatedGenerator<CtabganPlusState> {
  readonly name = 'ctabgan-plus';
  readonly #options: CtabganPlusOptions;
  #model: { readonly key: string; readonly model: Model } | undefined;
  readonly #graphs = new Map<string, Promise<LoadedGraph>>();
  readonly #sources = new WeakMap<Table, { readonly key: string; readonly source: BatchSource }>();

  constructor(options: CtabganPlusOptions) {
    this.#options = options;
  }

  async init(seed: Seed): Promise<CtabganPlusState> {
    const { dictionary, setup } = this.#options;
    if (setup === undefined) throw new RangeError('init needs the setup option');
    const { hyperparameters, profile } = setup;
    const encoder = fitEncoder(dictionary, profile);
    const { networks } = buildModel(dictionary, encoder, hyperparameters);
    const parameters = new Map(
      networkLayouts(networks).map(([name, layout]) => [
        name as string,
        layout.initialize(RandomStream.derive(seed, 'initial', name)),
      ]),
    );
    return {
      round: 0,
      seed,
      hyperparameters,
      encoder,
      parameters,
      average: parameters.get('generator')!.slice(),
      server: strategyOf(hyperparameters).init(parameters),
      losses: [],
    };
  }

  encode(state: CtabganPlusState): Uint8Array {
    return encodeState(state);
  }

  decode(bytes: Uint8Array): CtabganPlusState {
    return decodeState(this.#options.dictionary, bytes);
  }

  broadcast(state: CtabganPlusState): Uint8Array {
    return encodeState(forSites(state));
  }

  layout(state: CtabganPlusState): SumLayout {
    const entries = [...state.parameters].map(([name, values]): [string, VectorLayout] => [
      name,
      { kind: 'weighted', length: values.length },
    ]);
    return new Map([...entries, ['losses', { kind: 'measure', length: LOSS_NAMES.length, scale: LOSSES_SCALE }]]);
  }

  async contribute(
    state: CtabganPlusState,
    table: Table,
    seed: Seed,
    progress: (done: number, total: number) => void,
    signal: AbortSignal,
    checkpoint?: CheckpointPort,
  ): Promise<Contribution> {
    if (table.rowCount === 0) throw noRows();
    const strategy = strategyOf(state.hyperparameters);
    const trained = await this.#train(state, strategy, table, seed, { progress, signal, checkpoint });
    const vectors = new Map<string, ContributionVector>();
    for (const [name, values] of trained.parameters) {
      vectors.set(name, { kind: 'weighted', weight: table.rowCount, values });
    }
    const steps = strategy.contributes === 'gradients' ? 1 : state.hyperparameters.localSteps;
    const losses = trained.lossSums.map((sum) => (sum / steps) * table.rowCount);
    vectors.set('losses', { kind: 'measure', scale: LOSSES_SCALE, values: losses });
    return { rowCount: table.rowCount, vectors };
  }

  reduce(state: CtabganPlusState, sum: Sum): CtabganPlusState {
    const { hyperparameters, round } = state;
    const step = strategyOf(hyperparameters, round).apply(state.server, state.parameters, means(sum));
    requireFiniteParameters('CTAB-GAN+', step.parameters);
    const generator = step.parameters.get('generator')!;
    return {
      ...state,
      round: round + 1,
      parameters: step.parameters,
      server: step.state,
      average: averaged(state.average, generator, hyperparameters, round),
      losses: [...state.losses, lossSummary(sum)],
    };
  }

  isDone(state: CtabganPlusState): boolean {
    return state.round >= state.hyperparameters.rounds;
  }

  progress(state: CtabganPlusState): { readonly done: number; readonly total: number } {
    return { done: state.round, total: state.hyperparameters.rounds };
  }

  async sample(state: CtabganPlusState, n: number, seed: Seed): Promise<Table> {
    const model = this.#modelOf(state);
    const graph = await this.#graph(state, 'sample', () => buildGeneratorGraph(model, SAMPLING_BATCH));
    const { dictionary } = this.#options;
    const { noiseWidth } = state.hyperparameters;
    const { encoder } = state;
    const conditions = this.#asked(encoder);
    const sampler = { dictionary, encoder, conditions, graph, generator: releasedGenerator(state), noiseWidth };
    return sampleRows(sampler, n, new RandomStream(seed));
  }

  toOnnx(state: CtabganPlusState): Uint8Array {
    return exportOnnx(buildReleasedGraph(this.#modelOf(state), releasedGenerator(state), SAMPLING_BATCH));
  }

  describeOutput(state: CtabganPlusState): unknown {
    return releasedEncoding(state.encoder, this.#options.dictionary.minimumCellSize);
  }

  async #train(
    state: CtabganPlusState,
    strategy: AggregationStrategy,
    table: Table,
    seed: Seed,
    control: TrainingControl,
  ): Promise<LocalTraining> {
    const model = this.#modelOf(state);
    const stream = RandomStream.derive(seed, 'batches');
    if (strategy.contributes === 'gradients') {
      control.signal.throwIfAborted();
      const graph = await this.#graph(state, 'gradients', () => buildGradientStep(model));
      // Modes are drawn once for all exchanges: encoding costs more than a step.
      const source = this.#source(state, model, table, state.seed);
      return batchGradients(graph, state.parameters, source, stream, throwDiverged);
    }
    const proximal = strategy.localProximalCoefficient;
    const graph = await this.#graph(state, 'train', () => buildTrainingStep(model, { proximal }));
    const { hyperparameters, parameters, round } = state;
    return trainLocally(graph, parameters, this.#source(state, model, table, seed), {
      steps: hyperparameters.localSteps,
      adam: hyperparameters,
      learningRate: learningRateAt(hyperparameters, round),
      proximal,
      lossCount: LOSS_NAMES.length,
      updatesOf: (name) => updatesPerStep(name as NetworkName, hyperparameters, parameters.has('classifier')),
      onDiverged: throwDiverged,
      stream,
      ...control,
    });
  }

  /** The site's rows, encoded with modes drawn by `seed`, and the buffers of its batches; kept while nothing changes. */
  #source(state: CtabganPlusState, model: Model, table: Table, seed: Seed): BatchSource {
    const key = `${seed} ${modelKey(state)}`;
    if (this.#sources.get(table)?.key !== key) {
      this.#sources.set(table, { key, source: this.#newSource(state, model, table, seed) });
    }
    return this.#sources.get(table)!.source;
  }

  #newSource({ encoder, hyperparameters }: CtabganPlusState, model: Model, table: Table, seed: Seed): BatchSource {
    const modelTable = toModelTable(this.#options.dictionary, table);
    const encoded = encoder.encode(modelTable, RandomStream.derive(seed, 'modes'));
    return new BatchSource(model.layout, model.networks.classifier, hyperparameters, {
      encoded: toNetworkOrder(model.layout, encoded),
      rowCount: table.rowCount,
      conditionCounts: conditionsInNetworkOrder(model.layout, this.#asked(encoder)),
    });
  }

  #asked({ conditionCounts }: TableEncoder): Float64Array {
    return askedCounts(conditionCounts, this.#options.dictionary.minimumCellSize);
  }

  /** Models and graphs depend on encoder and hyperparameters alone, which don't change within a study. */
  #modelOf(state: CtabganPlusState): Model {
    const key = modelKey(state);
    if (this.#model?.key !== key) {
      this.#graphs.clear();
      this.#model = { key, model: buildModel(this.#options.dictionary, state.encoder, state.hyperparameters) };
    }
    return this.#model.model;
  }

  #graph(
    state: CtabganPlusState,
    purpose: string,
    build: () => ReturnType<typeof buildGradientStep>,
  ): Promise<LoadedGraph> {
    const key = `${purpose} ${modelKey(state)}`;
    const known = this.#graphs.get(key);
    if (known !== undefined) return known;
    const loaded = this.#options.engine.load(build());
    this.#graphs.set(key, loaded);
    return loaded;
  }
}

function modelKey({ hyperparameters, encoder }: CtabganPlusState): string {
  return JSON.stringify([hyperparameters, encoder.toJSON()]);
}

function releasedGenerator({ hyperparameters, average, parameters }: CtabganPlusState): Float32Array {
  return hyperparameters.release === 'average' && average.length > 0 ? average : parameters.get('generator')!;
}

function lossSummary(sum: Sum): LossSummary {
  const [distance, penalty, conditional, information, auxiliary] = sum.vectors
    .get('losses')!
    .values.map((value) => value / sum.rowCount);
  return { distance, penalty, conditional, information, auxiliary };
}
