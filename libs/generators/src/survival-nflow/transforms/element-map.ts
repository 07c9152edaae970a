import { GraphError } from '#compute/graph/graph-error';
import type { Tensor } from '#compute/graph/tensor';
import { affine, affineInverse, AFFINE_PARAMETERS, type ScaleKind } from './affine.ts';
import { SMALLEST_BIN } from './bin-search.ts';
import { quadratic, quadraticInverse, quadraticParameters } from './quadratic.ts';
import { rationalQuadratic, rationalQuadraticInverse, rationalQuadraticParameters } from './rational-quadratic.ts';
import type { Mapped, SplineSettings } from './tails.ts';

export type ElementKind = 'affine' | 'quadratic' | 'rational-quadratic';

/** A monotone map of single values x [rows, dims], each with raw parameters of its own [rows, parameters, dims]. */
export interface ElementMap {
  /** Raw parameters per value. */
  readonly parameters: number;
  /** How many of them, from the first, set the shares of the bins. */
  readonly shares: number;
  forward(x: Tensor, raw: Tensor): Mapped;
  inverse(y: Tensor, raw: Tensor): Mapped;
}

/** Throws GraphError for fewer than 2 bins, more than a thousandth of the interval leaves room for, or no interval. */
export function elementMap(kind: ElementKind, settings: SplineSettings, scale: ScaleKind): ElementMap {
  if (kind === 'affine')
    return {
      parameters: AFFINE_PARAMETERS,
      shares: 0,
      forward: (x, raw) => affine(x, raw, scale),
      inverse: (y, raw) => affineInverse(y, raw, scale),
    };
  checkSpline(settings);
  if (kind === 'quadratic')
    return {
      parameters: quadraticParameters(settings),
      shares: quadraticParameters(settings),
      forward: (x, raw) => quadratic(x, raw, settings),
      inverse: (y, raw) => quadraticInverse(y, raw, settings),
    };
  return {
    parameters: rationalQuadraticParameters(settings),
    shares: 2 * settings.bins,
    forward: (x, raw) => rationalQuadratic(x, raw, settings),
    inverse: (y, raw) => rationalQuadraticInverse(y, raw, settings),
  };
}

function checkSpline({ bins, bound }: SplineSettings): void {
  if (!Number.isInteger(bins) || bins < 2 || bins * SMALLEST_BIN >= 1 || !(bound > 0))
    throw new GraphError('elementMap', `there is no spline of ${bins} bins on ±${bound}`);
}
