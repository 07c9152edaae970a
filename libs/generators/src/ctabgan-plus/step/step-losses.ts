/** The three networks' losses as functions of graph tensors; how they are minimised is the step's business. */
import type { Tensor } from '#compute/graph/tensor';
import { add, mul, sub } from '#compute/ops/arithmetic';
import { relu, stopGradient } from '#compute/ops/elementwise';
import { reduceMean } from '#compute/ops/reduce';
import { concat, sliceAxis } from '#compute/ops/slice';
import { neg } from '#compute/ops/arithmetic';
import type { Hyperparameters } from '../hyperparameters.ts';
import type { NetworkLayout } from '../network-layout.ts';
import type { Networks } from '../networks/networks.ts';
import type { ParameterTensors } from '../../training/learner.ts';
import { activate, softmaxLogits } from './activation.ts';
import { linear, spherical } from './interpolation.ts';
import { conditionalLoss, gradientPenalty, informationLoss } from './losses.ts';

/** What a model's losses depend on besides parameters and data. */
export interface LossContext {
  readonly layout: NetworkLayout;
  readonly networks: Networks;
  readonly settings: Hyperparameters;
}

export interface SyntheticBatch {
  readonly logits: Tensor;
  readonly rows: Tensor;
}

export function generate(
  { layout, networks, settings }: LossContext,
  generator: ParameterTensors,
  noise: Tensor,
  condition: Tensor,
  uniforms: Tensor,
): SyntheticBatch {
  const logits = networks.generator.forward(generator, concat([noise, condition], 1));
  return { logits, rows: activate(logits, uniforms, layout, settings.temperature) };
}

export interface CriticLosses {
  readonly total: Tensor;
  /** mean D(real) − mean D(synthetic) */
  readonly distance: Tensor;
  readonly penalty: Tensor;
}

/** `real` and `synthetic`: rows with their conditions [rows, width + conditionWidth]; `mix` [rows, 1] in [0, 1]. */
export function criticLosses(
  { networks, settings }: LossContext,
  critic: ParameterTensors,
  real: Tensor,
  synthetic: Tensor,
  mix: Tensor,
): CriticLosses {
  const rows = real.shape[0];
  const fixed = stopGradient(synthetic);
  const scores = finishScores(settings, networks.critic.forward(critic, concat([real, fixed], 0)).scores);
  const distance = sub(reduceMean(sliceAxis(scores, 0, 0, rows)), reduceMean(sliceAxis(scores, 0, rows, rows)));
  const between = interpolationOf(settings) === 'spherical' ? spherical : linear;
  const penalty = gradientPenalty(
    (points) => finishScores(settings, networks.critic.forward(critic, points).scores),
    between(real, fixed, mix),
    { perElement: settings.mode === 'reference' },
  );
  return { total: add(neg(distance), mul(penalty, settings.gradientPenalty)), distance, penalty };
}

export interface GeneratorLosses {
  readonly total: Tensor;
  readonly conditional: Tensor;
  readonly information: Tensor;
}

/** `critic`: the critic after its update; `real`: the last real batch with its conditions. */
export function generatorLosses(
  { layout, networks, settings }: LossContext,
  critic: ParameterTensors,
  synthetic: SyntheticBatch,
  condition: Tensor,
  spanMask: Tensor,
  real: Tensor,
): GeneratorLosses {
  const judged = networks.critic.forward(critic, concat([synthetic.rows, condition], 1));
  const score = reduceMean(finishScores(settings, judged.scores));
  const conditional = conditionalLoss(softmaxLogits(synthetic.logits, layout), condition, spanMask);
  const information = informationLoss(judged.features, networks.critic.forward(critic, real).features);
  return { total: add(sub(conditional, score), information), conditional, information };
}

/** The authors' code ends the critic in a ReLU, which kills its gradient wherever the score is negative. */
function finishScores(settings: Hyperparameters, scores: Tensor): Tensor {
  return settings.mode === 'reference' ? relu(scores) : scores;
}

function interpolationOf(settings: Hyperparameters): 'linear' | 'spherical' {
  return settings.interpolation ?? (settings.mode === 'reference' ? 'spherical' : 'linear');
}
