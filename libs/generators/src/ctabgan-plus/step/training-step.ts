/**
 * One local training step as one static graph: critic updates, generator update, classifier update, each by Adam on the
 * network's flat vector. Everything random is an input, so a step is a pure function.
 */
import { gradients } from '#compute/graph/gradients';
import { Graph } from '#compute/graph/graph';
import type { StaticGraph } from '#compute/graph/static-graph';
import type { Tensor } from '#compute/graph/tensor';
import { add, mul, sub } from '#compute/ops/arithmetic';
import { reshape } from '#compute/ops/reshape';
import { concat } from '#compute/ops/slice';
import { type AdamState, adamStep } from '#compute/parameters/adam';
import type { ParameterLayout } from '#compute/parameters/parameter-layout';
import type { Hyperparameters } from '../hyperparameters.ts';
import type { ParameterTensors } from '../networks/network.ts';
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
export const LOSSES = 'losses';

export interface TrainingStepOptions {
  /** μ of FedProx: adds μ·(w − anchor) to each gradient; 0 leaves the anchors out. */
  readonly proximal: number;
}

/**
 * Inputs: those of `stepInputShapes`; per network its vector by name, `name.m`, `name.v`, with a proximal term
 * `name.anchor`; per update the scalars of `correctionInputs`. Outputs: `nextOf` each network's vector and moments, and
 * `losses` [5].
 */
export function buildTrainingStep(context: LossContext, options: TrainingStepOptions): StaticGraph {
  const graph = new Graph();
  const inputs = declareInputs(graph, context);
  const learners = new Map(
    networkLayouts(context.networks).map(([name, layout]) => [
      name,
      new Learner(graph, name, layout, context, options),
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

/** The output that follows an input vector. */
export function nextOf(vector: string): string {
  return `next.${vector}`;
}

export function gradientOf(name: NetworkName): string {
  return `gradient.${name}`;
}

/** How often a step updates a network. */
export function updatesPerStep(name: NetworkName, settings: Hyperparameters, hasClassifier: boolean): number {
  if (name === 'critic') return settings.criticSteps;
  return name === 'generator' && hasClassifier && settings.mode === 'reference' ? 2 : 1;
}

/** The scalars of `adamCorrections` for update `index` of a step. */
export function correctionInputs(name: NetworkName, index: number) {
  return { stepSize: `${name}.stepSize${index}`, deviationScale: `${name}.deviationScale${index}` } as const;
}

/** A network's vector and Adam moments as they move through the step. */
class Learner {
  readonly #graph: Graph;
  readonly #name: NetworkName;
  readonly #layout: ParameterLayout;
  readonly #settings: Hyperparameters;
  readonly #anchor: Tensor | undefined;
  readonly #proximal: number;
  #state: AdamState;
  #updates = 0;

  constructor(
    graph: Graph,
    name: NetworkName,
    layout: ParameterLayout,
    { settings }: LossContext,
    { proximal }: TrainingStepOptions,
  ) {
    const vector = (label: string): Tensor => graph.input(label, [layout.size]);
    this.#graph = graph;
    this.#name = name;
    this.#layout = layout;
    this.#settings = settings;
    this.#proximal = proximal;
    this.#anchor = proximal > 0 ? vector(`${name}.anchor`) : undefined;
    this.#state = { parameter: vector(name), m: vector(`${name}.m`), v: vector(`${name}.v`) };
  }

  tensors(): ParameterTensors {
    return this.#layout.split(this.#state.parameter);
  }

  minimize<Losses extends { readonly total: Tensor }>(lossesOf: (own: ParameterTensors) => Losses): Losses {
    const own = this.tensors();
    const losses = lossesOf(own);
    this.#update(gradientVector(this.#layout, losses.total, own));
    return losses;
  }

  declareOutputs(): void {
    this.#graph.output(nextOf(this.#name), this.#state.parameter);
    this.#graph.output(nextOf(`${this.#name}.m`), this.#state.m);
    this.#graph.output(nextOf(`${this.#name}.v`), this.#state.v);
  }

  #update(gradient: Tensor): void {
    const names = correctionInputs(this.#name, this.#updates++);
    const corrections = {
      stepSize: this.#graph.input(names.stepSize, []),
      deviationScale: this.#graph.input(names.deviationScale, []),
    };
    const pull = this.#anchor && mul(sub(this.#state.parameter, this.#anchor), this.#proximal);
    this.#state = adamStep(this.#state, pull ? add(gradient, pull) : gradient, corrections, this.#settings);
  }
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

function gradientVector(layout: ParameterLayout, loss: Tensor, own: ParameterTensors): Tensor {
  const names = layout.parameters.map(({ name }) => name);
  const slopes = gradients(
    loss,
    names.map((name) => own[name]),
  );
  return layout.join(Object.fromEntries(names.map((name, i) => [name, slopes[i]])));
}

function lossVector(graph: Graph, losses: Readonly<Partial<Record<(typeof LOSS_NAMES)[number], Tensor>>>): Tensor {
  return concat(
    LOSS_NAMES.map((name) => reshape(losses[name] ?? graph.constant(0), [1])),
    0,
  );
}
