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
import type { FlowModel } from '../flow-model.ts';

/** The name of the flow's parameters among those of a study. */
export const FLOW = 'flow';

/** The rows of a batch, and which columns of them the network sees. */
export const ROWS = 'rows';
export const SEEN = 'seen';

export function dropoutInput(mask: number): string {
  return `dropout${mask}`;
}

/** Names and shapes of what one step consumes. */
export function stepInputShapes(model: FlowModel): Readonly<Record<string, Shape>> {
  const { batchSize, columnDropout, dropout, hidden } = model.settings;
  const shapes: Record<string, Shape> = { [ROWS]: [batchSize, model.inputWidth] };
  if (columnDropout > 0 && model.columnStarts.length > 0) shapes[SEEN] = [batchSize, model.inputWidth];
  if (dropout > 0) for (let mask = 0; mask < model.dropouts; mask++) shapes[dropoutInput(mask)] = [batchSize, hidden];
  return shapes;
}

/** Numbers in `losses`: −ln p of each of `lossNames`, mean over the batch, then the length of the gradient. */
export function lossCount({ lossNames }: FlowModel): number {
  return lossNames.length + 1;
}

/** Inputs: those of `stepInputShapes` and of the `Learner` of the flow. Outputs: the learner's and `losses`. */
export function buildTrainingStep(model: FlowModel, options: { readonly proximal: number }): StaticGraph {
  const { parameters, settings } = model;
  const graph = new Graph();
  const inputs = declareInputs(graph, model);
  let length: Tensor | undefined;
  const learner = new Learner(graph, FLOW, parameters, {
    adam: adamSettings(model),
    proximal: options.proximal,
    onGradient: (gradient) => {
      length = norm(gradient, [0]);
      return shortened(gradient, length, settings.gradientLimit);
    },
  });
  const { columns } = learner.minimize((own) => batchLoss(model, inputs, own));
  learner.declareOutputs();
  graph.output(LOSSES, lossVector(columns, length!));
  return graph.build();
}

/** The gradient at given parameters instead of an update: an exchange of federated SGD. */
export function buildGradientStep(model: FlowModel): StaticGraph {
  const { parameters, settings } = model;
  const graph = new Graph();
  const inputs = declareInputs(graph, model);
  const own = parameters.split(graph.input(FLOW, [parameters.size]));
  const { columns, total } = batchLoss(model, inputs, own);
  const gradient = gradientVector(parameters, total, own);
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
function batchLoss(model: FlowModel, inputs: StepInputs, own: ParameterTensors) {
  const masks = Array.from({ length: model.dropouts }, (_, mask) => inputs[dropoutInput(mask)]);
  const dropout = model.settings.dropout > 0 ? masks : undefined;
  const columns = reduceMean(model.losses(own, inputs[ROWS], { seen: inputs[SEEN], dropout }), [0]);
  return { columns, total: add(reduceSum(columns), model.decay(own)) };
}

function shortened(gradient: Tensor, length: Tensor, limit: number): Tensor {
  return mul(gradient, minimum(div(limit, length), 1));
}

function lossVector(columns: Tensor, length: Tensor): Tensor {
  return concat([columns, reshape(length, [1])], 0);
}
