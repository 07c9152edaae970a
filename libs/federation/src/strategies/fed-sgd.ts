import { initialState, updateEach, type VectorUpdate } from './server-update.ts';
import type { AggregationStrategy } from './strategy.ts';

export interface AdamOptions {
  /** η > 0. */
  readonly learningRate: number;
  /** β₁ and β₂, each in [0, 1). */
  readonly beta1: number;
  readonly beta2: number;
  /** ε > 0. */
  readonly epsilon: number;
  /** λ ≥ 0: λ·w is added to the gradient (L2, not AdamW). */
  readonly weightDecay: number;
}

/**
 * Federated SGD (McMahan et al. 2017): sites send the gradient of one batch, the optimizer is at the server. The
 * optimizer is Adam (Kingma & Ba, ICLR 2015, algorithm 1) with L2 decay: g ← g + λ·w, m ← β₁·m + (1 − β₁)·g,
 * v ← β₂·v + (1 − β₂)·g², w ← w − η·m̂/(√v̂ + ε) with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ). Defaults as CTAB-GAN+ trains.
 */
export function fedSgd(options: Partial<AdamOptions> = {}): AggregationStrategy {
  const settings = { learningRate: 5e-4, beta1: 0.5, beta2: 0.9, epsilon: 1e-3, weightDecay: 1e-5, ...options };
  return {
    name: 'fed-sgd',
    contributes: 'gradients',
    localProximalCoefficient: 0,
    init: (parameters) => initialState(parameters, { first: 0, second: 0 }),
    apply: (state, parameters, mean) =>
      updateEach(state, parameters, mean, ['first', 'second'], (update) => adamStep(update, settings)),
  };
}

function adamStep({ parameters, mean, slots, step }: VectorUpdate, settings: AdamOptions): Float32Array {
  const { first, second } = slots;
  const { learningRate, beta1, beta2, epsilon, weightDecay } = settings;
  const stepSize = learningRate / (1 - beta1 ** step);
  const correction = 1 / (1 - beta2 ** step);
  return parameters.map((w, i) => {
    const gradient = mean[i] + weightDecay * w;
    const m = beta1 * first[i] + (1 - beta1) * gradient;
    const v = beta2 * second[i] + (1 - beta2) * gradient * gradient;
    first[i] = m;
    second[i] = v;
    return w - (stepSize * m) / (Math.sqrt(v * correction) + epsilon);
  });
}
