/** Adam (Kingma & Ba 2015, algorithm 1) as graph code, with torch.optim.Adam's placing of epsilon and weight decay. */
import type { Tensor } from '../graph/tensor.ts';
import { add, div, mul, sub } from '../ops/arithmetic.ts';
import { sqrt } from '../ops/elementwise.ts';

export interface AdamSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** L2 penalty added to the gradient (not decoupled as in AdamW). Default 0. */
  readonly weightDecay?: number;
}

export interface AdamState {
  /** All of one shape. */
  readonly parameter: Tensor;
  /** Running mean of the gradient. */
  readonly m: Tensor;
  /** Running mean of the squared gradient. */
  readonly v: Tensor;
}

/** What changes from step to step: two scalars, fed at each run (see adamCorrections). */
export interface AdamCorrections {
  /** learning rate / (1 − β₁ᵗ) */
  readonly stepSize: Tensor;
  /** 1 / √(1 − β₂ᵗ) */
  readonly deviationScale: Tensor;
}

/** One update: θ − stepSize · m′ / (√v′ · deviationScale + ε). */
export function adamStep(
  state: AdamState,
  gradient: Tensor,
  corrections: AdamCorrections,
  settings: AdamSettings,
): AdamState {
  const { beta1, beta2, epsilon, weightDecay = 0 } = settings;
  const decayed = weightDecay === 0 ? gradient : add(gradient, mul(state.parameter, weightDecay));
  const m = add(mul(state.m, beta1), mul(decayed, 1 - beta1));
  const v = add(mul(state.v, beta2), mul(mul(decayed, decayed), 1 - beta2));
  const deviation = add(mul(sqrt(v), corrections.deviationScale), epsilon);
  return { parameter: sub(state.parameter, mul(corrections.stepSize, div(m, deviation))), m, v };
}

/** The two scalars of step t = 1, 2, … */
export function adamCorrections(
  step: number,
  learningRate: number,
  settings: AdamSettings,
): { readonly stepSize: number; readonly deviationScale: number } {
  return {
    stepSize: learningRate / (1 - settings.beta1 ** step),
    deviationScale: 1 / Math.sqrt(1 - settings.beta2 ** step),
  };
}
