/**
 * Two-dimensional convolution and its two adjoints. Each one's derivatives are the other two, so that gradients of any
 * order stay among them. Images are [n, channels, h, w]; the filter is [out, in, kh, kw], which is torch's layout of
 * both Conv2d and ConvTranspose2d weights.
 */
import { GraphError } from '../graph/graph-error.ts';
import type { Convolution } from '../graph/operation.ts';
import { type Shape, sizeOf, type Tensor } from '../graph/tensor.ts';
import { add } from './arithmetic.ts';
import { filterMatrix, type ImageSize, isDenseAsCheap } from './dense-convolution.ts';
import { matmul } from './matmul.ts';
import { reshape } from './reshape.ts';
import { broadcastTo } from './sum.ts';

export interface ConvolutionOptions {
  /** Default 1. */
  readonly stride?: number;
  /** Zeros around the images. Default 0. */
  readonly padding?: number;
  /** [channels of the result], added to each pixel. */
  readonly bias?: Tensor;
}

export interface ConvTransposeOptions extends ConvolutionOptions {
  /** [h, w] of the result where the stride leaves a choice; by default the smallest, (h' − 1)·stride + kh − 2·padding. */
  readonly size?: ImageSize;
}

/** Cross-correlation: [n, in, h, w] → [n, out, ⌊(h + 2·padding − kh) / stride⌋ + 1, …]. Throws GraphError. */
export function conv2d(x: Tensor, filter: Tensor, options: ConvolutionOptions = {}): Tensor {
  const convolution = convolutionOf(options);
  checkRanks('conv2d', x, filter);
  const [n, channels, h, w] = x.shape;
  const [out, inputs] = filter.shape;
  const size = windowsOf([h, w], filter.shape.slice(2), convolution);
  if (channels !== inputs || size.some((length) => length < 1))
    throw new GraphError('conv2d', 'the filter does not fit the images', [x.shape, filter.shape]);
  if (isDenseAsCheap([h, w], filter)) {
    const matrix = filterMatrix(filter, [h, w], size, convolution);
    return imageProduct(x, matrix, true, [n, out, ...size], options.bias);
  }
  return biased(slide(x, filter, convolution, [n, out, ...size]), options.bias);
}

/** Adjoint of conv2d in its images: [n, out, h', w'] → [n, in, h, w]. Throws GraphError. */
export function convTranspose2d(y: Tensor, filter: Tensor, options: ConvTransposeOptions = {}): Tensor {
  const convolution = convolutionOf(options);
  checkRanks('convTranspose2d', y, filter);
  const [n, channels, h, w] = y.shape;
  const [outputs, inputs, kh, kw] = filter.shape;
  const { stride, padding } = convolution;
  const size = options.size ?? [(h - 1) * stride + kh - 2 * padding, (w - 1) * stride + kw - 2 * padding];
  const windows = windowsOf(size, [kh, kw], convolution);
  if (channels !== outputs || windows[0] !== h || windows[1] !== w)
    throw new GraphError('convTranspose2d', 'the filter does not fit the images', [y.shape, filter.shape]);
  if (isDenseAsCheap(size, filter)) {
    const matrix = filterMatrix(filter, size, [h, w], convolution);
    return imageProduct(y, matrix, false, [n, inputs, ...size], options.bias);
  }
  return biased(slideBack(y, filter, convolution, [n, inputs, ...size]), options.bias);
}

/** Adjoint of conv2d in its filter: images [n, in, h, w] and gradients [n, out, h', w'] → [out, in, kh, kw]. */
export function convFilter2d(x: Tensor, seed: Tensor, kernel: ImageSize, options: ConvolutionOptions = {}): Tensor {
  const convolution = convolutionOf(options);
  checkRanks('convFilter2d', x, seed);
  const windows = windowsOf([x.shape[2], x.shape[3]], kernel, convolution);
  if (seed.shape[0] !== x.shape[0] || seed.shape[2] !== windows[0] || seed.shape[3] !== windows[1])
    throw new GraphError('convFilter2d', 'the gradients do not fit the images', [x.shape, seed.shape]);
  return correlate(x, seed, convolution, [seed.shape[1], x.shape[1], ...kernel]);
}

function slide(x: Tensor, filter: Tensor, convolution: Convolution, shape: Shape): Tensor {
  return x.scope.emit({ kind: 'conv2d', ...convolution }, [x, filter], shape, {
    pullback: (seed) => [slideBack(seed, filter, convolution, x.shape), correlate(x, seed, convolution, filter.shape)],
  });
}

function slideBack(y: Tensor, filter: Tensor, convolution: Convolution, shape: Shape): Tensor {
  return y.scope.emit({ kind: 'convTranspose2d', ...convolution }, [y, filter], shape, {
    pullback: (seed) => [slide(seed, filter, convolution, y.shape), correlate(seed, y, convolution, filter.shape)],
  });
}

function correlate(x: Tensor, y: Tensor, convolution: Convolution, shape: Shape): Tensor {
  return x.scope.emit({ kind: 'convFilter2d', ...convolution }, [x, y], shape, {
    pullback: (seed) => [slideBack(y, seed, convolution, x.shape), slide(x, seed, convolution, y.shape)],
  });
}

/** Images [n, …] times a matrix over all their pixels and channels, as images of the given shape. */
function imageProduct(x: Tensor, matrix: Tensor, transposeB: boolean, shape: Shape, bias: Tensor | undefined): Tensor {
  const [n, ...image] = shape;
  const flat = matmul(reshape(x, [n, -1]), matrix, { transposeB });
  if (bias === undefined) return reshape(flat, shape);
  const perPixel = reshape(broadcastTo(reshape(bias, [-1, 1, 1]), image), [sizeOf(image)]);
  return reshape(add(flat, perPixel), shape);
}

function biased(y: Tensor, bias: Tensor | undefined): Tensor {
  return bias === undefined ? y : add(y, reshape(bias, [-1, 1, 1]));
}

function convolutionOf({ stride = 1, padding = 0 }: ConvolutionOptions): Convolution {
  return { stride, padding };
}

/** How many windows fit into an image in each direction. */
function windowsOf(image: ImageSize, kernel: Shape, { stride, padding }: Convolution): [number, number] {
  const along = (axis: 0 | 1): number => Math.floor((image[axis] + 2 * padding - kernel[axis]) / stride) + 1;
  return [along(0), along(1)];
}

function checkRanks(operation: string, a: Tensor, b: Tensor): void {
  if (a.shape.length !== 4 || b.shape.length !== 4)
    throw new GraphError(operation, 'takes two tensors with four axes', [a.shape, b.shape]);
}
