/**
 * A normalizing flow over a whole record, covariates, events and times together, as a federated generator: an autoregressive
 * one whose discrete columns are categorical and whose numbers are rational-quadratic splines (Durkan et al. 2019), each given
 * all columns before it. Its likelihood is exact, so sites train on it and tell how likely their held-out rows are.
 */
import type { Engine, LoadedGraph } from '#compute/engine/engine';
import { exportOnnx } from '#compute/onnx/lower';
import type { CheckpointPort } from '#federation/rounds/checkpoint';
import { deriveSeed, RandomStream, type Seed } from '#random/random-stream';
import type { Contribution, ContributionVector, Sum } from '#sums/contribution';
import type { SumLayout, VectorLayout } from '#sums/layout';
import { means } from '#sums/mean';
import type { DataDictionary } from '#tabular/dictionary';
import type { Profile } from '#tabular/profile/profile';
import type { Table } from '#tabular/table';
import { fineCounts } from '../columns/fine-cells.ts';
import { countRoundness, ROUNDNESS_CLASSES } from '../columns/roundness.ts';
import { type Given, takesNoConditions } from '../conditions/given.ts';
import type { FederatedGenerator } from '../federated-generator.ts';
import { requireEngine } from '../generator-kind.ts';
import type { ModelSampler } from '../released-model.ts';
import type { LoadGraph } from '../training/load-graph.ts';
import { averaged } from '../training/moving-average.ts';
import { strategyOf } from '../training/strategy-of.ts';
import { noRows, requireFiniteParameters } from '../training/training-errors.ts';
import { buildFlowModel } from './build-flow-model.ts';
import { candidate, chosen, isJudged, isTrained, keptRound, withJudgement } from './choosing.ts';
import type { FlowSettings } from './hyperparameters.ts';
import type { FlowModel, TrainedFlow } from './flow-model.ts';
import { decodeState, encodeState, forSites } from './state-codec.ts';
import type { RoundSummary, SurvivalNflowState } from './state.ts';
import { releaseFlow } from './release/released-flow.ts';
import { spreadCounts, toldCounts } from './release/told-flow.ts';
import { SiteTraining } from './training/site-training.ts';
import { adamSettings, FLOW } from './training/training-step.ts';

export interface SurvivalNflowOptions {
  /** The study's dictionary (times, not gaps). */
  readonly dictionary: DataDictionary;
  /** Needed to train, and to sample flows that are drawn as a whole. */
  readonly engine?: Engine;
  /** Needed by `init` only, so a site leaves it out. */
  readonly setup?: { readonly profile: Profile; readonly settings: FlowSettings };
}

/** Names of the vectors that sites contribute beside `flow`. */
const TRAINING = 'training';
const HELD_OUT = 'heldOut';
const ROWS = 'rows';
const ROUNDNESS = 'roundness/';

const LOSSES_SCALE = 2 ** 16;

/** A site's rows as they were encoded, and from what. */
interface KnownSite {
  /** Of all but the counts, which are many. */
  readonly key: string;
  readonly counts: readonly Float64Array[];
  readonly site: SiteTraining;
}

/** The flow as a federated generator. Throws CL-MODEL-002 and CL-CONF-001 (init), CL-MODEL-001 (contribute, reduce). */
export function createSurvivalNflow(options: SurvivalNflowOptions): FederatedGenerator<SurvivalNflowState> {
  return new SurvivalNflow(options);
}

class SurvivalNflow implements FederatedGenerator<SurvivalNflowState> {
  readonly name = 'survival-nflow';
  readonly #options: SurvivalNflowOptions;
  #model: { readonly key: string; readonly model: FlowModel } | undefined;
  readonly #matched = new WeakMap<SurvivalNflowState, Float32Array>();
  readonly #graphs = new Map<string, Promise<LoadedGraph>>();
  readonly #sites = new WeakMap<Table, KnownSite>();
  #sampler: { readonly state: SurvivalNflowState; readonly sampler: Promise<ModelSampler> } | undefined;

  constructor(options: SurvivalNflowOptions) {
    this.#options = options;
  }

  async init(seed: Seed): Promise<SurvivalNflowState> {
    const { dictionary, setup } = this.#options;
    if (setup === undefined) throw new RangeError('init needs the setup option');
    const { profile, settings } = setup;
    const counts = dictionary.fields.map((field) => fineCounts(dictionary, field, profile));
    const flow = this.#modelOf(settings, seed).initialize(counts, RandomStream.derive(seed, 'initial', FLOW));
    const parameters = new Map([[FLOW, flow]]);
    return {
      round: 0,
      seed,
      settings,
      counts,
      outcomes: dictionary.fields.map(({ name }) => outcomeCounts(dictionary, profile, name)),
      roundness: counts.map(() => new Float64Array(0)),
      parameters,
      average: settings.release === 'average' ? flow.slice() : new Float32Array(0),
      best: new Float32Array(0),
      bestRound: -1,
      server: strategyOf(withAdam(settings)).init(parameters),
      history: [],
    };
  }

  encode(state: SurvivalNflowState): Uint8Array {
    return encodeState(state);
  }

  decode(bytes: Uint8Array): SurvivalNflowState {
    return decodeState(this.#options.dictionary, bytes);
  }

  broadcast(state: SurvivalNflowState): Uint8Array {
    return encodeState(forSites(this.#options.dictionary, state));
  }

  layout(state: SurvivalNflowState): SumLayout {
    const measure = (length: number): VectorLayout => ({ kind: 'measure', length, scale: LOSSES_SCALE });
    return new Map([
      [FLOW, { kind: 'weighted', length: state.parameters.get(FLOW)!.length }],
      [TRAINING, measure(1)],
      [HELD_OUT, measure(1)],
      [ROWS, { kind: 'count', length: 3 }],
      ...roundFields(this.#options.dictionary, state).map(({ name }): [string, VectorLayout] => [
        ROUNDNESS + name,
        { kind: 'count', length: ROUNDNESS_CLASSES },
      ]),
    ]);
  }

  async contribute(
    state: SurvivalNflowState,
    table: Table,
    seed: Seed,
    progress: (done: number, total: number) => void,
    signal: AbortSignal,
    checkpoint?: CheckpointPort,
  ): Promise<Contribution> {
    if (table.rowCount === 0) throw noRows();
    signal.throwIfAborted();
    const site = this.#siteOf(state, table, seed);
    const heldOutRows = isJudged(state) ? site.heldOutRows : 0;
    const heldOut = heldOutRows > 0 ? await site.heldOutLoss(candidate(state)) : 0;
    const stream = RandomStream.derive(seed, 'batches');
    const trained = await site.train(state, { stream, progress, signal, checkpoint });
    const vectors = new Map<string, ContributionVector>([
      [FLOW, { kind: 'weighted', weight: site.trainingRows, values: trained.flow }],
      [TRAINING, { kind: 'measure', scale: LOSSES_SCALE, values: Float64Array.of(trained.loss * site.trainingRows) }],
      [HELD_OUT, { kind: 'measure', scale: LOSSES_SCALE, values: Float64Array.of(heldOut) }],
      [ROWS, { kind: 'count', values: Float64Array.of(site.trainingRows, heldOutRows, trained.skipped) }],
    ]);
    for (const field of roundFields(this.#options.dictionary, state)) {
      vectors.set(ROUNDNESS + field.name, { kind: 'count', values: countRoundness(field, table) });
    }
    return { rowCount: table.rowCount, vectors };
  }

  reduce(state: SurvivalNflowState, sum: Sum): SurvivalNflowState {
    const { dictionary } = this.#options;
    const { round, settings } = state;
    const step = strategyOf(withAdam(settings), round).apply(state.server, state.parameters, means(sum));
    requireFiniteParameters('the survival flow', step.parameters);
    const flow = step.parameters.get(FLOW)!;
    const summary = summaryOf(sum);
    const roundness = dictionary.fields.map(({ name }) => sum.vectors.get(ROUNDNESS + name)?.values.slice());
    return {
      ...state,
      ...withJudgement(state, summary.heldOutLoss),
      round: round + 1,
      roundness: round > 0 ? state.roundness : roundness.map((counts) => counts ?? new Float64Array(0)),
      parameters: step.parameters,
      server: step.state,
      average: state.average.length > 0 ? averaged(state.average, flow, settings, round) : state.average,
      history: [...state.history, summary],
    };
  }

  isDone(state: SurvivalNflowState): boolean {
    return isTrained(state);
  }

  /** Training may stop before its last exchange. */
  progress(state: SurvivalNflowState): { readonly done: number; readonly total: number } {
    return { done: state.round, total: isTrained(state) ? state.round : state.settings.rounds };
  }

  async sample(state: SurvivalNflowState, n: number, seed: Seed): Promise<Table> {
    return (await this.#samplerOf(state)).sample(n, seed);
  }

  async sampleGiven(state: SurvivalNflowState, n: number, seed: Seed, given: Given): Promise<Table> {
    const sampler = await this.#samplerOf(state);
    if (sampler.sampleGiven === undefined) throw takesNoConditions('A dequantised flow');
    return sampler.sampleGiven(n, seed, given);
  }

  describeModel(state: SurvivalNflowState): unknown {
    const { history, settings, seed } = state;
    const told = history.map(({ heldOutLoss }) => heldOutLoss).filter((loss) => !Number.isNaN(loss));
    return {
      model: this.name,
      order: this.#modelOf(settings, seed).columnNames,
      exchanges: history.length,
      keptAfter: keptRound(state),
      ...(told.length > 0 && { heldOutLogLikelihood: { start: -told[0], best: -Math.min(...told) } }),
    };
  }

  toOnnx(state: SurvivalNflowState): Uint8Array | undefined {
    const graph = this.#modelOf(state.settings, state.seed).toOnnx?.(this.#told(state, true));
    return graph === undefined ? undefined : exportOnnx(graph);
  }

  describeOutput(state: SurvivalNflowState): unknown {
    const { seed, settings } = state;
    const flow = this.#told(state);
    const rows = this.#modelOf(settings, seed).describeOutput?.(flow);
    if (!settings.matchMargins) return rows;
    return { version: 1, ...rows, sampling: releaseFlow(this.#options.dictionary, { settings, seed, flow }) };
  }

  /** What rows are drawn from, and what is released: parameters and counts that tell of no few patients. */
  #told(state: SurvivalNflowState, matched = state.settings.matchMargins): TrainedFlow {
    const { dictionary } = this.#options;
    const { seed, settings } = state;
    const model = this.#modelOf(settings, seed);
    const trained = chosen(state);
    const parameters = model.withoutFew?.(trained, state.counts, dictionary.minimumCellSize) ?? trained;
    const flow = { parameters, ...toldCounts(dictionary, state) };
    if (!matched || model.withMargins === undefined) return flow;
    const drawn = { ...flow, ...spreadCounts(dictionary, flow) };
    const matchedParameters = this.#matched.get(state) ?? model.withMargins(drawn, seed);
    this.#matched.set(state, matchedParameters);
    return { ...flow, parameters: matchedParameters };
  }

  #samplerOf(state: SurvivalNflowState): Promise<ModelSampler> {
    if (this.#sampler?.state !== state) {
      const { seed, settings } = state;
      const told = this.#told(state);
      const drawn = { ...told, ...spreadCounts(this.#options.dictionary, told) };
      const sampler = this.#modelOf(settings, seed).sampler(drawn, seed, this.#loader(state));
      this.#sampler = { state, sampler };
    }
    return this.#sampler.sampler;
  }

  /** The site's rows, encoded, with places within units drawn by `seed`; kept while nothing changes. */
  #siteOf(state: SurvivalNflowState, table: Table, seed: Seed): SiteTraining {
    // An exchange of federated SGD is one step: encoding costs more than it.
    const own = deriveSeed(state.settings.strategy === 'fed-sgd' ? state.seed : seed, 'places');
    const key = JSON.stringify([own, state.seed, state.settings]);
    const known = this.#sites.get(table);
    if (known?.key === key && areSame(known.counts, state.counts)) return known.site;
    const site = new SiteTraining(this.#modelOf(state.settings, state.seed), state, table, own, this.#loader(state));
    this.#sites.set(table, { key, counts: state.counts.map((counts) => counts.slice()), site });
    return site;
  }

  /** Models and graphs depend on dictionary, settings and seed alone, which don't change within a study. */
  #modelOf(settings: FlowSettings, seed: Seed): FlowModel {
    const key = JSON.stringify([settings, seed]);
    if (this.#model?.key !== key) {
      this.#graphs.clear();
      this.#model = { key, model: buildFlowModel(this.#options.dictionary, settings, seed) };
    }
    return this.#model.model;
  }

  #loader({ settings, seed }: SurvivalNflowState): LoadGraph {
    return (purpose, build) => {
      const key = JSON.stringify([purpose, settings, seed]);
      const loaded = this.#graphs.get(key) ?? requireEngine(this.#options.engine).load(build());
      this.#graphs.set(key, loaded);
      return loaded;
    };
  }
}

function outcomeCounts({ endpoints }: DataDictionary, profile: Profile, name: string): Float64Array {
  const endpoint = endpoints.find(({ time }) => time === name);
  if (endpoint === undefined) return new Float64Array(0);
  const { censored, event } = profile.endpoints[endpoint.name];
  return Float64Array.from([...censored, ...event]);
}

function withAdam(settings: FlowSettings) {
  return { ...settings, ...adamSettings({ settings }) };
}

/** Numbers whose roundness is counted: all of them in the first exchange, none later. */
function roundFields({ fields }: DataDictionary, { round }: SurvivalNflowState) {
  return round > 0 ? [] : fields.filter((field) => field.kind === 'numeric');
}

function areSame(a: readonly Float64Array[], b: readonly Float64Array[]): boolean {
  return (
    a.length === b.length &&
    a.every((counts, at) => counts.length === b[at].length && counts.every((count, i) => count === b[at][i]))
  );
}

function summaryOf(sum: Sum): RoundSummary {
  const values = (name: string) => sum.vectors.get(name)!.values;
  const [trainingRows, heldOutRows, skippedSteps] = values(ROWS);
  return {
    trainingLoss: values(TRAINING)[0] / trainingRows,
    heldOutLoss: values(HELD_OUT)[0] / heldOutRows,
    heldOutRows,
    skippedSteps,
  };
}
