import { initialState, updateEach, type VectorUpdate } from './server-update.ts';
import type { AggregationStrategy } from './strategy.ts';

export interface FedAvgMOptions {
  /** β in [0, 1). */
  readonly momentum: number;
  /** η > 0. */
  readonly learningRate: number;
}

/**
 * Momentum at the server: v ← β·v + (w − mean), w ← w − η·v (Hsu, Qi & Brown 2019, arXiv:1909.06335, section 4). With
 * β = 0 and η = 1 it is averaging.
 */
export function fedAvgM(options: Partial<FedAvgMOptions> = {}): AggregationStrategy {
  const settings = { momentum: 0.9, learningRate: 1, ...options };
  return {
    name: 'fed-avg-m',
    contributes: 'parameters',
    localProximalCoefficient: 0,
    init: (parameters) => initialState(parameters, { momentum: 0 }),
    apply: (state, parameters, mean) =>
      updateEach(state, parameters, mean, ['momentum'], (update) => descend(update, settings)),
  };
}

function descend({ parameters, mean, slots }: VectorUpdate, settings: FedAvgMOptions): Float32Array {
  const { momentum: velocity } = slots;
  return parameters.map((w, i) => {
    const v = settings.momentum * velocity[i] + (w - mean[i]);
    velocity[i] = v;
    return w - settings.learningRate * v;
  });
}
