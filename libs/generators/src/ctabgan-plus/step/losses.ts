/** The loss terms of CTAB-GAN+ (Zhao et al. 2022, sections 4.2 to 4.4) with the gradient penalty of Gulrajani et al. 2017. */
import { gradients } from '#compute/graph/gradients';
import type { Tensor } from '#compute/graph/tensor';
import { add, log, mul, square, sub } from '#compute/ops/arithmetic';
import { where } from '#compute/ops/compare';
import { abs, exp, sqrt, stopGradient } from '#compute/ops/elementwise';
import { norm, reduceMax, reduceMean, variance } from '#compute/ops/reduce';
import { reduceSum } from '#compute/ops/sum';

/** Keeps square roots differentiable at 0. */
const TINY = 1e-12;
const EXCLUDED = -1e9;

/**
 * Mean over rows of (‖∇D‖ − 1)² at `points`. `perElement` takes the norm of each input's gradient alone, as the authors'
 * code does by taking it over an axis of length 1.
 */
export function gradientPenalty(
  critic: (points: Tensor) => Tensor,
  points: Tensor,
  options: { readonly perElement: boolean },
): Tensor {
  const [slope] = gradients(reduceSum(critic(points)), [points]);
  const size = options.perElement ? sqrt(add(square(slope), TINY)) : norm(slope, [1], TINY);
  return reduceMean(square(sub(size, 1)));
}

/**
 * Mean cross-entropy between each row's condition and the raw logits of the span it names. All three are [rows,
 * conditionWidth]; `spanMask` is 1 over the columns of the row's span.
 */
export function conditionalLoss(logits: Tensor, condition: Tensor, spanMask: Tensor): Tensor {
  const within = where(spanMask, logits, EXCLUDED);
  const largest = stopGradient(reduceMax(within, [1], true));
  const logSum = add(log(reduceSum(mul(spanMask, exp(sub(within, largest))), [1], true)), largest);
  return reduceMean(sub(logSum, reduceSum(mul(condition, logits), [1], true)));
}

/** ‖mean f − mean g‖₁ + ‖sd f − sd g‖₁ over the batch, per feature; unbiased deviations. No gradient flows to `real`. */
export function informationLoss(synthetic: Tensor, real: Tensor): Tensor {
  const target = stopGradient(real);
  const means = sub(reduceMean(synthetic, [0]), reduceMean(target, [0]));
  const deviations = sub(deviation(synthetic), deviation(target));
  return add(reduceSum(abs(means)), reduceSum(abs(deviations)));
}

function deviation(features: Tensor): Tensor {
  return sqrt(add(variance(features, [0], 1), TINY));
}
