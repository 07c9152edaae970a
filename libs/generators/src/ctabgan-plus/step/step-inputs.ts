import type { Shape } from '#compute/graph/tensor';
import type { NetworkLayout } from '../network-layout.ts';
import type { Hyperparameters } from '../hyperparameters.ts';
import type { Classifier } from '../networks/classifier.ts';

/** Names and shapes of everything random or real that one training step consumes. */
export type StepInputShapes = Readonly<Record<string, Shape>>;

/** Of critic update `i`; see `drawBatch` for what fills them. */
export function criticInputs(i: number) {
  return {
    real: `critic${i}.real`,
    realCondition: `critic${i}.realCondition`,
    condition: `critic${i}.condition`,
    noise: `critic${i}.noise`,
    uniforms: `critic${i}.uniforms`,
    mix: `critic${i}.mix`,
  } as const;
}

/** Of the generator's update. */
export const GENERATOR_INPUTS = {
  condition: 'generator.condition',
  spanMask: 'generator.spanMask',
  noise: 'generator.noise',
  uniforms: 'generator.uniforms',
} as const;

/** Dropout of the classifier's hidden layer `layer`, on synthetic rows and on real ones. */
export function dropoutInput(use: 'synthetic' | 'real', layer: number): string {
  return `classifier.dropout.${use}${layer}`;
}

export function stepInputShapes(
  layout: NetworkLayout,
  classifier: Classifier | undefined,
  settings: Hyperparameters,
): StepInputShapes {
  const rows = settings.batchSize;
  const shapes: Record<string, Shape> = {};
  for (let i = 0; i < settings.criticSteps; i++) {
    const names = criticInputs(i);
    shapes[names.real] = [rows, layout.width];
    shapes[names.realCondition] = [rows, layout.conditionWidth];
    shapes[names.condition] = [rows, layout.conditionWidth];
    shapes[names.noise] = [rows, settings.noiseWidth];
    shapes[names.uniforms] = [rows, layout.conditionWidth];
    shapes[names.mix] = [rows, 1];
  }
  shapes[GENERATOR_INPUTS.condition] = [rows, layout.conditionWidth];
  shapes[GENERATOR_INPUTS.spanMask] = [rows, layout.conditionWidth];
  shapes[GENERATOR_INPUTS.noise] = [rows, settings.noiseWidth];
  shapes[GENERATOR_INPUTS.uniforms] = [rows, layout.conditionWidth];
  classifier?.widths.forEach((width, layer) => {
    shapes[dropoutInput('synthetic', layer)] = [rows, width];
    shapes[dropoutInput('real', layer)] = [rows, width];
  });
  return shapes;
}
