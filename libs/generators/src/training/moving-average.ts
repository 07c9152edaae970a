import type { StrategyName } from '#federation/strategies/strategy';

export interface AveragingSettings {
  readonly strategy: StrategyName;
  readonly localSteps: number;
  /** Per training step; 0 keeps no average. */
  readonly averageDecay: number;
}

/**
 * The moving average of a network's parameters after exchange `round` (from 0). The decay per step counts for every local
 * step between two exchanges; at first it is min(decay, (1 + t)/(10 + t)), so the random start is soon forgotten.
 */
export function averaged(
  average: Float32Array,
  parameters: Float32Array,
  settings: AveragingSettings,
  round: number,
): Float32Array {
  const steps = settings.strategy === 'fed-sgd' ? 1 : settings.localSteps;
  const decay = Math.min(settings.averageDecay ** steps, (1 + round) / (10 + round));
  return average.map((value, i) => decay * value + (1 - decay) * parameters[i]);
}
