import type { StaticGraph } from '#compute/graph/static-graph';
import type { Tensor } from '#compute/graph/tensor';
import { mul } from '#compute/ops/arithmetic';
import type { ParameterLayout } from '#compute/parameters/parameter-layout';
import { deriveSeed, type RandomStream, type Seed } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import { sampleGiven } from '../../conditions/sample-given.ts';
import type { ModelSampler } from '../../released-model.ts';
import type { ParameterTensors } from '../../training/learner.ts';
import { type FlowColumn, flowColumns, stateCounts } from '../encoding/flow-columns.ts';
import { scoresByName } from '../encoding/normal-scores-by-name.ts';
import type { FineCounts, FlowModel, Hidden, TrainedFlow } from '../flow-model.ts';
import type { FlowSettings } from '../hyperparameters.ts';
import { rationalQuadraticParameters } from '../transforms/rational-quadratic.ts';
import { columnLosses } from './column-losses.ts';
import { encodeRows } from './encode-rows.ts';
import { initialBiases } from './initial-biases.ts';
import { type MixedLayout, mixedLayout } from './mixed-layout.ts';
import { MixedNetwork } from './mixed-network.ts';
import { type ReleasedEncoding, releasedEncoding } from './release/released-encoding.ts';
import { buildReleasedGraph } from './release/released-graph.ts';
import { MixedSampler } from './sampling/mixed-sampler.ts';

/** Rows on which margins are matched. */
const MATCHING_ROWS = 4096;

/** The logit of a state that isn't drawn. */
const NEVER = -1e6;

/** The flow that tells column after column, discrete ones by a softmax and numbers by a spline; times, if that is asked for, by a second model. */
export class MixedModel implements FlowModel {
  readonly dictionary: DataDictionary;
  readonly settings: FlowSettings;
  readonly layout: MixedLayout;
  readonly network: MixedNetwork;

  /** Throws CL-CONF-001 for conditions that can't come first. */
  constructor(dictionary: DataDictionary, settings: FlowSettings) {
    const times = new Set(dictionary.endpoints.map(({ time }) => time));
    this.dictionary = dictionary;
    this.settings = settings;
    const columns = flowColumns(dictionary, settings.condition);
    const isTimed = ({ field }: FlowColumn) => settings.survival === 'hazard-head' && times.has(field.name);
    this.layout = mixedLayout(columns, rationalQuadraticParameters(settings), isTimed);
    this.network = new MixedNetwork(this.layout, settings);
  }

  get inputWidth(): number {
    return this.layout.inputWidth;
  }

  get parameters(): ParameterLayout {
    return this.network.parameters;
  }

  get columnNames(): string[] {
    return this.layout.columns.map(({ field }) => field.name);
  }

  get lossNames(): string[] {
    return this.columnNames;
  }

  get columnStarts(): readonly number[] {
    return this.layout.starts;
  }

  get dropouts(): number {
    return this.settings.blocks;
  }

  initialize(counts: FineCounts, random: RandomStream): Float32Array {
    const ordered = this.layout.columns.map(({ field }) => counts[this.dictionary.fields.indexOf(field)]);
    return this.network.initialize(initialBiases(this.layout, this.settings, ordered), random);
  }

  encode(counts: FineCounts, table: Table, stream: RandomStream): Float32Array {
    const scores = scoresByName(this.dictionary, this.layout.columns, counts);
    return encodeRows(this.dictionary, this.layout, scores, table, stream);
  }

  losses(parameters: ParameterTensors, rows: Tensor, { seen, dropout }: Hidden = {}): Tensor {
    return columnLosses(this, parameters, rows, seen === undefined ? rows : mul(rows, seen), dropout);
  }

  decay(parameters: ParameterTensors): Tensor {
    return this.network.decay(parameters, this.settings);
  }

  async sampler(trained: TrainedFlow, seed: Seed): Promise<ModelSampler> {
    const sampler = new MixedSampler(this, trained);
    if (this.settings.matchMargins) sampler.matchMargins(MATCHING_ROWS, deriveSeed(seed, 'margins'));
    return {
      sample: async (n, own) => sampler.sample(n, own),
      sampleGiven: async (n, own, given) => sampleGiven(this.dictionary, sampler, n, own, given),
    };
  }

  withoutFew(parameters: Float32Array, counts: FineCounts, minimum: number): Float32Array {
    const without = parameters.slice();
    const biases = this.network.outputBiases(without);
    for (const place of this.layout.headed) {
      const column = this.layout.columns[place];
      const rows = stateCounts(column, counts[this.dictionary.fields.indexOf(column.field)]);
      const [logits, most] = [this.layout.logitStarts[place], rows.indexOf(Math.max(...rows))];
      rows.forEach((count, state) => {
        if (count >= minimum || state === most) return;
        this.network.disconnect(without, this.layout.starts[place] + state, logits + state);
        biases[logits + state] = biases[logits + most] + Math.log(minimum / Math.max(minimum, rows[most]));
      });
    }
    return without;
  }

  withMargins(trained: TrainedFlow, seed: Seed): Float32Array {
    const sampler = new MixedSampler(this, trained);
    sampler.matchMargins(MATCHING_ROWS, deriveSeed(seed, 'margins'));
    const parameters = trained.parameters.slice();
    const { biases } = sampler;
    this.network.outputBiases(parameters).forEach((bias, i, own) => (own[i] = bias + biases[i]));
    this.#closeEmpty(parameters, trained.counts);
    return parameters;
  }

  /** Undefined for a flow with second models, which draw their times outside of it. */
  toOnnx({ parameters }: TrainedFlow): StaticGraph | undefined {
    return this.network.times.size > 0 ? undefined : buildReleasedGraph(this, parameters);
  }

  describeOutput(trained: TrainedFlow): ReleasedEncoding | undefined {
    return this.network.times.size > 0 ? undefined : releasedEncoding(this, trained.counts);
  }

  /** Makes states impossible that nobody has. */
  #closeEmpty(parameters: Float32Array, counts: FineCounts): void {
    const biases = this.network.outputBiases(parameters);
    for (const place of this.layout.headed) {
      const column = this.layout.columns[place];
      const rows = stateCounts(column, counts[this.dictionary.fields.indexOf(column.field)]);
      if (!rows.some((count) => count > 0)) continue;
      rows.forEach((count, state) => {
        if (count === 0) biases[this.layout.logitStarts[place] + state] = NEVER;
      });
    }
  }
}
