import { CohortloomError } from '#errors/cohortloom-error';
import { LOSS_NAMES } from '../step/training-step.ts';

/** @throws CL-MODEL-001 naming the loss that is no finite number */
export function throwDiverged(losses: Float32Array, step: number): never {
  const index = losses.findIndex((loss) => !Number.isFinite(loss));
  throw new CohortloomError('CL-MODEL-001', {
    what: `The ${LOSS_NAMES[index]} loss of CTAB-GAN+ stopped being a finite number at local step ${step + 1}.`,
    todo: 'Lower learningRate, or raise gradientPenalty, and start again from the last round.',
  });
}
