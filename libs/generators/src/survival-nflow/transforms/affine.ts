/** Scale and shift of each value (Papamakarios, Pavlakou & Murray 2017; Dinh, Sohl-Dickstein & Bengio 2017). */
import type { Tensor } from '#compute/graph/tensor';
import { add, div, log, mul, neg, sub } from '#compute/ops/arithmetic';
import { sigmoid, softplus } from '#compute/ops/elementwise';
import { reshape } from '#compute/ops/reshape';
import { sliceAxis } from '#compute/ops/slice';
import type { Mapped } from './tails.ts';

/** How a raw number becomes a scale: without a limit (autoregressive), or within (0.001, 1.001) (coupling). */
export type ScaleKind = 'softplus' | 'sigmoid';

/** Raw parameters per value: scale, shift. */
export const AFFINE_PARAMETERS = 2;

const SMALLEST_SCALE = 1e-3;

/** y = scale · x + shift and ln scale; x [rows, dims], `raw` [rows, 2, dims]. */
export function affine(x: Tensor, raw: Tensor, kind: ScaleKind): Mapped {
  const scale = scaleOf(raw, kind);
  return { value: add(mul(scale, x), rowOf(raw, 1)), logDerivative: log(scale) };
}

/** x of y, and ln dx/dy. */
export function affineInverse(y: Tensor, raw: Tensor, kind: ScaleKind): Mapped {
  const scale = scaleOf(raw, kind);
  return { value: div(sub(y, rowOf(raw, 1)), scale), logDerivative: neg(log(scale)) };
}

function scaleOf(raw: Tensor, kind: ScaleKind): Tensor {
  const own = rowOf(raw, 0);
  return add(kind === 'softplus' ? softplus(own) : sigmoid(add(own, 2)), SMALLEST_SCALE);
}

function rowOf(raw: Tensor, parameter: number): Tensor {
  return reshape(sliceAxis(raw, 1, parameter, 1), [raw.shape[0], raw.shape[2]]);
}
