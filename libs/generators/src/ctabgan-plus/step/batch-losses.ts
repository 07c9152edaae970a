/** The losses of one batch: the graph's inputs put into the loss terms. */
import type { Tensor } from '#compute/graph/tensor';
import { concat } from '#compute/ops/slice';
import type { ParameterTensors } from '../../training/learner.ts';
import { criticInputs, dropoutInput, GENERATOR_INPUTS } from './step-inputs.ts';
import {
  type CriticLosses,
  criticLosses,
  generate,
  type GeneratorLosses,
  generatorLosses,
  type LossContext,
  type SyntheticBatch,
} from './step-losses.ts';

/** Inputs of a step by the names of `stepInputShapes`. */
export type StepInputs = ReadonlyMap<string, Tensor>;

export function batchCriticLosses(
  context: LossContext,
  inputs: StepInputs,
  update: number,
  generator: ParameterTensors,
  critic: ParameterTensors,
): CriticLosses {
  const names = criticInputs(update);
  const condition = inputs.get(names.condition)!;
  const noise = inputs.get(names.noise)!;
  const { rows } = generate(context, generator, noise, condition, inputs.get(names.uniforms)!);
  return criticLosses(
    context,
    critic,
    realWithCondition(inputs, update),
    concat([rows, condition], 1),
    inputs.get(names.mix)!,
  );
}

export function batchSynthetic(context: LossContext, inputs: StepInputs, generator: ParameterTensors): SyntheticBatch {
  const { noise, condition, uniforms } = GENERATOR_INPUTS;
  return generate(context, generator, inputs.get(noise)!, inputs.get(condition)!, inputs.get(uniforms)!);
}

export function batchGeneratorLosses(
  context: LossContext,
  inputs: StepInputs,
  critic: ParameterTensors,
  synthetic: SyntheticBatch,
): GeneratorLosses {
  const { condition, spanMask } = GENERATOR_INPUTS;
  const lastReal = realWithCondition(inputs, context.settings.criticSteps - 1);
  return generatorLosses(context, critic, synthetic, inputs.get(condition)!, inputs.get(spanMask)!, lastReal);
}

/** The classifier's loss on `rows`; undefined without a target. */
export function batchClassifierLoss(
  { networks }: LossContext,
  inputs: StepInputs,
  use: 'synthetic' | 'real',
  classifier: ParameterTensors,
  rows: Tensor,
): Tensor | undefined {
  const dropout = networks.classifier?.widths.map((_, layer) => inputs.get(dropoutInput(use, layer))!);
  return dropout && networks.classifier?.loss(classifier, rows, dropout);
}

export function lastRealRows({ settings }: LossContext, inputs: StepInputs): Tensor {
  return inputs.get(criticInputs(settings.criticSteps - 1).real)!;
}

function realWithCondition(inputs: StepInputs, update: number): Tensor {
  const names = criticInputs(update);
  return concat([inputs.get(names.real)!, inputs.get(names.realCondition)!], 1);
}
