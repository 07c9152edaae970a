import { initialState, updateEach, type VectorUpdate } from './server-update.ts';
import type { AggregationStrategy } from './strategy.ts';

export interface FedAdamOptions {
  /** η > 0. */
  readonly learningRate: number;
  /** β₁ and β₂, each in [0, 1). */
  readonly beta1: number;
  readonly beta2: number;
  /** τ > 0: how far the steps adapt. */
  readonly adaptivity: number;
}

/**
 * Adam at the server on the mean update Δ = mean − w: m ← β₁·m + (1 − β₁)·Δ, v ← β₂·v + (1 − β₂)·Δ²,
 * w ← w + η·m/(√v + τ), v starting at τ², without bias correction (Reddi et al., ICLR 2021, algorithm 2).
 */
export function fedAdam(options: Partial<FedAdamOptions> = {}): AggregationStrategy {
  const settings = { learningRate: 1e-2, beta1: 0.9, beta2: 0.99, adaptivity: 1e-3, ...options };
  return {
    name: 'fed-adam',
    contributes: 'parameters',
    localProximalCoefficient: 0,
    init: (parameters) => initialState(parameters, { first: 0, second: settings.adaptivity ** 2 }),
    apply: (state, parameters, mean) =>
      updateEach(state, parameters, mean, ['first', 'second'], (update) => adapt(update, settings)),
  };
}

function adapt({ parameters, mean, slots }: VectorUpdate, settings: FedAdamOptions): Float32Array {
  const { first, second } = slots;
  const { learningRate, beta1, beta2, adaptivity } = settings;
  return parameters.map((w, i) => {
    const delta = mean[i] - w;
    const m = beta1 * first[i] + (1 - beta1) * delta;
    const v = beta2 * second[i] + (1 - beta2) * delta * delta;
    first[i] = m;
    second[i] = v;
    return w + (learningRate * m) / (Math.sqrt(v) + adaptivity);
  });
}
