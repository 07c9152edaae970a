/**
 * Two-dimensional convolution and its two adjoints. Each one's derivatives are the other two, so that gradients of any
 * order stay among them. Images are [n, channels, h, w]; the filter is [out, in, kh, kw], which is torch's layout of
 * both Conv2d and ConvTranspose2d weights.
 */
import { GraphError } from '../graph/graph-error.ts';
import type { Convolution } from '../graph/operation.ts';
import type { Shape, Tensor } from '../graph/tensor.ts';

export interface ConvolutionOptions {
  readonly stride?: number;
  readonly padding?: number;
}

export interface ConvTransposeOptions extends ConvolutionOptions {
  /** [h, w] of the result, where the stride leaves a choice; by default the smallest, (h' − 1)·stride + kh − 2·padding. */
  readonly size?: readonly [number, number];
}

/** Cross-correlation: [n, in, h, w] → [n, out, ⌊(h + 2·padding − kh) / stride⌋ + 1, …]. */
export function conv2d(x: Tensor, filter: Tensor, options: ConvolutionOptions = {}): Tensor {
  const { stride = 1, padding = 0 } = options;
  checkRanks('conv2d', x, filter);
  const [n, channels, h, w] = x.shape;
  const [out, inputs, kh, kw] = filter.shape;
  const shape = [n, out, windows(h, kh, stride, padding), windows(w, kw, stride, padding)];
  if (channels !== inputs || shape.some((length) => length < 1))
    throw new GraphError('conv2d', 'the filter does not fit the images', [x.shape, filter.shape]);
  return emit('conv2d', { stride, padding }, x, filter, shape, (seed) => [
    convTranspose2d(seed, filter, { stride, padding, size: [h, w] }),
    convFilter2d(x, seed, [kh, kw], { stride, padding }),
  ]);
}

/** Adjoint of conv2d in its images: [n, out, h', w'] → [n, in, h, w]. */
export function convTranspose2d(y: Tensor, filter: Tensor, options: ConvTransposeOptions = {}): Tensor {
  const { stride = 1, padding = 0 } = options;
  checkRanks('convTranspose2d', y, filter);
  const [n, channels, h, w] = y.shape;
  const [outputs, inputs, kh, kw] = filter.shape;
  const [height, width] = options.size ?? [(h - 1) * stride + kh - 2 * padding, (w - 1) * stride + kw - 2 * padding];
  const fits = windows(height, kh, stride, padding) === h && windows(width, kw, stride, padding) === w;
  if (channels !== outputs || !fits)
    throw new GraphError('convTranspose2d', 'the filter does not fit the images', [y.shape, filter.shape]);
  return emit('convTranspose2d', { stride, padding }, y, filter, [n, inputs, height, width], (seed) => [
    conv2d(seed, filter, { stride, padding }),
    convFilter2d(seed, y, [kh, kw], { stride, padding }),
  ]);
}

/** Adjoint of conv2d in its filter: images [n, in, h, w] and gradients [n, out, h', w'] → [out, in, kh, kw]. */
export function convFilter2d(
  x: Tensor,
  seed: Tensor,
  kernel: readonly [number, number],
  options: ConvolutionOptions = {},
): Tensor {
  const { stride = 1, padding = 0 } = options;
  checkRanks('convFilter2d', x, seed);
  const [n, channels, h, w] = x.shape;
  const [batch, outputs, windowsH, windowsW] = seed.shape;
  const [kh, kw] = kernel;
  if (batch !== n || windows(h, kh, stride, padding) !== windowsH || windows(w, kw, stride, padding) !== windowsW)
    throw new GraphError('convFilter2d', 'the gradients do not fit the images', [x.shape, seed.shape]);
  return emit('convFilter2d', { stride, padding }, x, seed, [outputs, channels, kh, kw], (filterSeed) => [
    convTranspose2d(seed, filterSeed, { stride, padding, size: [h, w] }),
    conv2d(x, filterSeed, { stride, padding }),
  ]);
}

function emit(
  kind: 'conv2d' | 'convTranspose2d' | 'convFilter2d',
  convolution: Convolution,
  a: Tensor,
  b: Tensor,
  shape: Shape,
  pullback: (seed: Tensor) => Tensor[],
): Tensor {
  return a.scope.emit({ kind, ...convolution }, [a, b], shape, { pullback });
}

function windows(length: number, kernel: number, stride: number, padding: number): number {
  return Math.floor((length + 2 * padding - kernel) / stride) + 1;
}

function checkRanks(operation: string, a: Tensor, b: Tensor): void {
  if (a.shape.length !== 4 || b.shape.length !== 4)
    throw new GraphError(operation, 'takes two tensors with four axes', [a.shape, b.shape]);
}
