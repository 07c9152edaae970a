/** One local training step of the flow as one static graph. Everything random is an input, so a step is a pure function. */
import { Graph } from '#compute/graph/graph';
import type { StaticGraph } from '#compute/graph/static-graph';
import type { Shape, Tensor } from '#compute/graph/tensor';
import { add, div, mul } from '#compute/ops/arithmetic';
import { minimum } from '#compute/ops/compare';
import { norm, reduceMean } from '#compute/ops/reduce';
import { reshape } from '#compute/ops/reshape';
import { concat } from '#compute/ops/slice';
import { reduceSum } from '#compute/ops/sum';
import { gradientOf } from '../../training/batch-gradients.ts';
import { gradientVector, Learner, type ParameterTensors } from '../../training/learner.ts';
import { LOSSES } from '../../training/train-locally.ts';
import type { FlowModel } from '../model.ts';
import { columnLosses } from '../network/likelihood.ts';

/** The name of the flow's parameters among those of a study. */
export const FLOW = 'flow';

/** The rows of a batch, and which columns of them the network sees. */
export const ROWS = 'rows';
export const SEEN = 'seen';

export function dropoutInput(block: number): string {
  return `dropout${block}`;
}

/** Names and shapes of what one step consumes. */
export function stepInputShapes({ layout, settings }: FlowModel): Readonly<Record<string, Shape>> {
  const { batchSize, blocks, columnDropout, dropout, hidden } = settings;
  const shapes: Record<string, Shape> = { [ROWS]: [batchSize, layout.inputWidth] };
  if (columnDropout > 0) shapes[SEEN] = [batchSize, layout.inputWidth];
  if (dropout > 0) for (let block = 0; block < blocks; block++) shapes[dropoutInput(block)] = [batchSize, hidden];
  return shapes;
}

/** Numbers in `losses`: −ln p of each column, mean over the batch, then the length of the gradient. */
export function lossCount({ layout }: FlowModel): number {
  return layout.columns.length + 1;
}

/** Inputs: those of `stepInputShapes` and of the `Learner` of the flow. Outputs: the learner's and `losses`. */
export function buildTrainingStep(model: FlowModel, options: { readonly proximal: number }): StaticGraph {
  const { network, settings } = model;
  const graph = new Graph();
  const inputs = declareInputs(graph, model);
  let length: Tensor | undefined;
  const learner = new Learner(graph, FLOW, network.parameters, {
    adam: adamSettings(model),
    proximal: options.proximal,
    onGradient: (gradient) => {
      length = norm(gradient, [0]);
      return shortened(gradient, length, settings.gradientLimit);
    },
  });
  const { columns } = learner.minimize((own) => batchLoss(graph, model, inputs, own));
  learner.declareOutputs();
  graph.output(LOSSES, lossVector(columns, length!));
  return graph.build();
}

/** The gradient at given parameters instead of an update: an exchange of federated SGD. */
export function buildGradientStep(model: FlowModel): StaticGraph {
  const { network, settings } = model;
  const graph = new Graph();
  const inputs = declareInputs(graph, model);
  const own = network.parameters.split(graph.input(FLOW, [network.parameters.size]));
  const { columns, total } = batchLoss(graph, model, inputs, own);
  const gradient = gradientVector(network.parameters, total, own);
  const length = norm(gradient, [0]);
  graph.output(gradientOf(FLOW), shortened(gradient, length, settings.gradientLimit));
  graph.output(LOSSES, lossVector(columns, length));
  return graph.build();
}

/** Adam without its own decay: that of weights is in the loss. */
export function adamSettings({ settings: { beta1, beta2, epsilon } }: Pick<FlowModel, 'settings'>) {
  return { beta1, beta2, epsilon, weightDecay: 0 } as const;
}

type StepInputs = Readonly<Record<string, Tensor>>;

function declareInputs(graph: Graph, model: FlowModel): StepInputs {
  const shapes = Object.entries(stepInputShapes(model));
  return Object.fromEntries(shapes.map(([name, shape]) => [name, graph.input(name, shape)]));
}

/** Mean −ln p of each column, and what is minimised: their sum and the decay of the weights. */
function batchLoss(graph: Graph, { layout, network, settings }: FlowModel, inputs: StepInputs, own: ParameterTensors) {
  const rows = inputs[ROWS];
  const seen = SEEN in inputs ? mul(rows, inputs[SEEN]) : rows;
  const drops = Array.from({ length: settings.blocks }, (_, block) => inputs[dropoutInput(block)]);
  const outputs = network.forward(own, seen, settings.dropout > 0 ? drops : undefined);
  const columns = reduceMean(columnLosses(graph, layout, settings, rows, outputs), [0]);
  const decay = mul(network.squaredWeights(own), settings.weightDecay / 2);
  return { columns, total: add(reduceSum(columns), decay) };
}

function shortened(gradient: Tensor, length: Tensor, limit: number): Tensor {
  return mul(gradient, minimum(div(limit, length), 1));
}

function lossVector(columns: Tensor, length: Tensor): Tensor {
  return concat([columns, reshape(length, [1])], 0);
}
