import type { Tensor } from '../graph/tensor.ts';
import { add, div, mul, sub } from './arithmetic.ts';
import { sqrt } from './elementwise.ts';
import { reduceMean } from './reduce.ts';

export interface LayerNormOptions {
  /** Shaped like x without its first axis. */
  readonly scale?: Tensor;
  readonly shift?: Tensor;
  /** Added to the variance. Default 1e-5. */
  readonly epsilon?: number;
}

/** Each example (index of the first axis) to mean 0 and variance 1, then scaled and shifted (Ba, Kiros & Hinton 2016). */
export function layerNorm(x: Tensor, options: LayerNormOptions = {}): Tensor {
  const { scale, shift, epsilon = 1e-5 } = options;
  const axes = x.shape.map((_, axis) => axis).slice(1);
  const deviation = sub(x, reduceMean(x, axes, true));
  const spread = sqrt(add(reduceMean(mul(deviation, deviation), axes, true), epsilon));
  const normal = div(deviation, spread);
  const scaled = scale === undefined ? normal : mul(normal, scale);
  return shift === undefined ? scaled : add(scaled, shift);
}
