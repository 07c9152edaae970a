/**
 * One local training step as one static graph: critic updates, generator update, classifier update, each by Adam on the
 * network's flat vector. Everything random is an input, so a step is a pure function.
 */
import { Graph } from '#compute/graph/graph';
import type { StaticGraph } from '#compute/graph/static-graph';
import type { Tensor } from '#compute/graph/tensor';
import { add } from '#compute/ops/arithmetic';
import { reshape } from '#compute/ops/reshape';
import { concat } from '#compute/ops/slice';
import type { ParameterLayout } from '#compute/parameters/parameter-layout';
import type { Hyperparameters } from '../hyperparameters.ts';
import { gradientOf } from '../../training/batch-gradients.ts';
import { gradientVector, Learner, type ParameterTensors } from '../../training/learner.ts';
import { LOSSES } from '../../training/train-locally.ts';
import type { Networks } from '../networks/networks.ts';
import {
  batchClassifierLoss,
  batchCriticLosses,
  batchGeneratorLosses,
  batchSynthetic,
  lastRealRows,
  type StepInputs,
} from './batch-losses.ts';
import { stepInputShapes } from './step-inputs.ts';
import type { LossContext } from './step-losses.ts';

export type NetworkName = 'generator' | 'critic' | 'classifier';

/** The output with the step's losses, in this order. */
export const LOSS_NAMES = ['distance', 'penalty', 'conditional', 'information', 'auxiliary'] as const;

export interface TrainingStepOptions {
  /** μ of FedProx; 0 leaves the anchors out. */
  readonly proximal: number;
}

/**
 * Inputs: those of `stepInputShapes` and of a `Learner` per network. Outputs: the learners' and `losses` [5].
 */
export function buildTrainingStep(context: LossContext, options: TrainingStepOptions): StaticGraph {
  const graph = new Graph();
  const inputs = declareInputs(graph, context);
  const learners = new Map(
    networkLayouts(context.networks).map(([name, layout]) => [
      name,
      new Learner(graph, name, layout, { adam: context.settings, proximal: options.proximal }),
    ]),
  );
  const critic = learners.get('critic')!;
  const generator = learners.get('generator')!;
  let distances = critic.minimize((own) => batchCriticLosses(context, inputs, 0, generator.tensors(), own));
  for (let i = 1; i < context.settings.criticSteps; i++) {
    distances = critic.minimize((own) => batchCriticLosses(context, inputs, i, generator.tensors(), own));
  }
  const classifier = learners.get('classifier');
  const generated = updateGenerator(context, inputs, generator, critic.tensors(), classifier?.tensors());
  classifier?.minimize((own) => ({
    total: batchClassifierLoss(context, inputs, 'real', own, lastRealRows(context, inputs))!,
  }));
  for (const learner of learners.values()) learner.declareOutputs();
  graph.output(LOSSES, lossVector(graph, { ...distances, ...generated }));
  return graph.build();
}

/** Gradients at the given parameters instead of updates, all taken at once: an exchange of federated SGD. */
export function buildGradientStep(context: LossContext): StaticGraph {
  const graph = new Graph();
  const inputs = declareInputs(graph, context);
  const own = new Map(
    networkLayouts(context.networks).map(([name, layout]) => [name, layout.split(graph.input(name, [layout.size]))]),
  );
  const [critic, generator, classifier] = [own.get('critic')!, own.get('generator')!, own.get('classifier')];
  const criticLoss = batchCriticLosses(context, inputs, 0, generator, critic);
  const synthetic = batchSynthetic(context, inputs, generator);
  const generatorLoss = batchGeneratorLosses(context, inputs, critic, synthetic);
  const auxiliary = classifier && batchClassifierLoss(context, inputs, 'synthetic', classifier, synthetic.rows);
  const total = auxiliary ? add(generatorLoss.total, auxiliary) : generatorLoss.total;
  const { layout: criticLayout } = context.networks.critic;
  graph.output(gradientOf('critic'), gradientVector(criticLayout, criticLoss.total, critic));
  graph.output(gradientOf('generator'), gradientVector(context.networks.generator.layout, total, generator));
  if (classifier && context.networks.classifier) {
    const loss = batchClassifierLoss(context, inputs, 'real', classifier, lastRealRows(context, inputs))!;
    graph.output(gradientOf('classifier'), gradientVector(context.networks.classifier.layout, loss, classifier));
  }
  graph.output(LOSSES, lossVector(graph, { ...criticLoss, ...generatorLoss, auxiliary }));
  return graph.build();
}

/** Each network that is trained, with its parameters. */
export function networkLayouts(networks: Networks): [NetworkName, ParameterLayout][] {
  const { generator, critic, classifier } = networks;
  const layouts: [NetworkName, ParameterLayout][] = [
    ['generator', generator.layout],
    ['critic', critic.layout],
  ];
  return classifier ? [...layouts, ['classifier', classifier.layout]] : layouts;
}

/** How often a step updates a network. */
export function updatesPerStep(name: NetworkName, settings: Hyperparameters, hasClassifier: boolean): number {
  if (name === 'critic') return settings.criticSteps;
  return name === 'generator' && hasClassifier && settings.mode === 'reference' ? 2 : 1;
}

/** One update for all terms; in `reference` mode a second one, on fresh synthetic rows, for the classifier's term. */
function updateGenerator(
  context: LossContext,
  inputs: StepInputs,
  generator: Learner,
  critic: ParameterTensors,
  classifier: ParameterTensors | undefined,
) {
  const auxiliaryOf = (rows: Tensor): Tensor | undefined =>
    classifier && batchClassifierLoss(context, inputs, 'synthetic', classifier, rows);
  const isJoint = context.settings.mode === 'correct';
  const adversarial = generator.minimize((own) => {
    const synthetic = batchSynthetic(context, inputs, own);
    const losses = batchGeneratorLosses(context, inputs, critic, synthetic);
    const auxiliary = isJoint ? auxiliaryOf(synthetic.rows) : undefined;
    return { ...losses, auxiliary, total: auxiliary ? add(losses.total, auxiliary) : losses.total };
  });
  if (isJoint || !classifier) return adversarial;
  const second = generator.minimize((own) => ({ total: auxiliaryOf(batchSynthetic(context, inputs, own).rows)! }));
  return { ...adversarial, auxiliary: second.total };
}

function declareInputs(graph: Graph, { layout, networks, settings }: LossContext): StepInputs {
  const shapes = stepInputShapes(layout, networks.classifier, settings);
  return new Map(Object.entries(shapes).map(([name, shape]) => [name, graph.input(name, shape)]));
}

function lossVector(graph: Graph, losses: Readonly<Partial<Record<(typeof LOSS_NAMES)[number], Tensor>>>): Tensor {
  return concat(
    LOSS_NAMES.map((name) => reshape(losses[name] ?? graph.constant(0), [1])),
    0,
  );
}
