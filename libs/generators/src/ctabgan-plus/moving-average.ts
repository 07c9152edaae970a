import type { Hyperparameters } from './hyperparameters.ts';

/**
 * The moving average of the generator after exchange `round` (from 0). The decay per step counts for every local step
 * between two exchanges; at first it is min(decay, (1 + t)/(10 + t)), so the random start is soon forgotten.
 */
export function averaged(
  average: Float32Array,
  generator: Float32Array,
  settings: Hyperparameters,
  round: number,
): Float32Array {
  const steps = settings.strategy === 'fed-sgd' ? 1 : settings.localSteps;
  const decay = Math.min(settings.averageDecay ** steps, (1 + round) / (10 + round));
  return average.map((value, i) => decay * value + (1 - decay) * generator[i]);
}
