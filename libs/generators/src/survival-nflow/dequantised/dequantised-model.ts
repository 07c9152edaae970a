import type { Tensor } from '#compute/graph/tensor';
import { add, mul, neg } from '#compute/ops/arithmetic';
import { reshape } from '#compute/ops/reshape';
import { reduceSum } from '#compute/ops/sum';
import { ParameterLayout } from '#compute/parameters/parameter-layout';
import type { RandomStream, Seed } from '#random/random-stream';
import type { DataDictionary } from '#tabular/dictionary';
import type { Table } from '#tabular/table';
import type { ModelSampler } from '../../released-model.ts';
import type { LoadGraph } from '../../training/load-graph.ts';
import type { ParameterTensors } from '../../training/learner.ts';
import { type FlowColumn, flowColumns } from '../encoding/flow-columns.ts';
import type { FineCounts, FlowModel, Hidden, TrainedFlow } from '../flow-model.ts';
import type { BASE_LAYERS, FlowSettings } from '../hyperparameters.ts';
import { drawFlowStructure, type Flow, flow, type FlowSettings as StackSettings } from '../transforms/flow.ts';
import { DequantisedSampler } from './dequantised-sampler.ts';
import { encodeRows } from './encode-rows.ts';

/**
 * The flow that takes whole records: every column is one number, of which states are stretches, on the scale of normal scores;
 * a stack of transforms makes all of them standard normal together (dequantisation: Uria, Murray & Larochelle 2013).
 */
export class DequantisedModel implements FlowModel {
  readonly dictionary: DataDictionary;
  readonly settings: FlowSettings;
  readonly columns: readonly FlowColumn[];
  readonly parameters: ParameterLayout;
  readonly stack: Flow;
  readonly lossNames = ['the record'];
  /** A transform needs all columns. */
  readonly columnStarts = [];

  /** `seed` draws the order of columns in each layer, the same at every site. */
  constructor(dictionary: DataDictionary, settings: FlowSettings, seed: Seed) {
    this.dictionary = dictionary;
    this.settings = settings;
    this.columns = flowColumns(dictionary, settings.condition);
    const stack = stackSettings(settings, this.columns.length);
    this.stack = flow(stack, drawFlowStructure(stack, seed));
    this.parameters = new ParameterLayout(this.stack.specs);
  }

  get columnNames(): string[] {
    return this.columns.map(({ field }) => field.name);
  }

  get inputWidth(): number {
    return this.columns.length;
  }

  get dropouts(): number {
    return this.stack.dropouts;
  }

  initialize(_counts: FineCounts, random: RandomStream): Float32Array {
    return this.parameters.initialize(random);
  }

  encode(counts: FineCounts, table: Table, stream: RandomStream): Float32Array {
    return encodeRows(this.dictionary, this.columns, counts, table, stream);
  }

  losses(parameters: ParameterTensors, rows: Tensor, { dropout }: Hidden = {}): Tensor {
    return reshape(neg(this.stack.logDensity(parameters, rows, { dropout })), [rows.shape[0], 1]);
  }

  decay(parameters: ParameterTensors): Tensor {
    return this.parameters.parameters
      .filter(({ name }) => name.endsWith('.weight'))
      .map(({ name }) => mul(reduceSum(mul(parameters[name], parameters[name])), this.settings.weightDecay / 2))
      .reduce((sum, term) => add(sum, term));
  }

  async sampler(trained: TrainedFlow, _seed: Seed, load: LoadGraph): Promise<ModelSampler> {
    return DequantisedSampler.open(this, trained, load);
  }
}

type Base = (typeof BASE_LAYERS)[number];

function stackSettings(settings: FlowSettings, dims: number): StackSettings {
  const [element, conditioner] = LAYERS[settings.base];
  const { bins, blocks, bound, hidden, layers, linear } = settings;
  return { dims, layers, linear, conditioner, element, hidden, blocks, bins, bound };
}

const LAYERS: Readonly<Record<Base, readonly [StackSettings['element'], StackSettings['conditioner']]>> = {
  'rq-autoregressive': ['rational-quadratic', 'autoregressive'],
  'affine-autoregressive': ['affine', 'autoregressive'],
  'quadratic-autoregressive': ['quadratic', 'autoregressive'],
  'rq-coupling': ['rational-quadratic', 'coupling'],
  'affine-coupling': ['affine', 'coupling'],
  'quadratic-coupling': ['quadratic', 'coupling'],
};
