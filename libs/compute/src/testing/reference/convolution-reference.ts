/** The three convolutions as sums over the same pairs of pixels. */
import type { Convolution } from '../../graph/operation.ts';
import { type Shape, sizeOf } from '../../graph/tensor.ts';
import type { Held } from './compute-reference.ts';

export function conv2d(convolution: Convolution, x: Held, filter: Held, shape: Shape): Float64Array {
  const y = new Float64Array(sizeOf(shape));
  forEachProduct(convolution, x.shape, shape, filter.shape, (at) => {
    y[at.output] += x.data[at.image] * filter.data[at.filter];
  });
  return y;
}

export function convTranspose2d(convolution: Convolution, y: Held, filter: Held, shape: Shape): Float64Array {
  const x = new Float64Array(sizeOf(shape));
  forEachProduct(convolution, shape, y.shape, filter.shape, (at) => {
    x[at.image] += y.data[at.output] * filter.data[at.filter];
  });
  return x;
}

export function convFilter2d(convolution: Convolution, x: Held, seed: Held, shape: Shape): Float64Array {
  const filter = new Float64Array(sizeOf(shape));
  forEachProduct(convolution, x.shape, seed.shape, shape, (at) => {
    filter[at.filter] += x.data[at.image] * seed.data[at.output];
  });
  return filter;
}

interface Places {
  readonly image: number;
  readonly output: number;
  readonly filter: number;
}

/** Visits every (image, filter, output) triple of elements that a convolution multiplies and adds. */
function forEachProduct(
  { stride, padding }: Convolution,
  [count, channels, height, width]: Shape,
  [, outputs, outHeight, outWidth]: Shape,
  [, , kernelHeight, kernelWidth]: Shape,
  visit: (at: Places) => void,
): void {
  const extents = [count, outputs, channels, outHeight, outWidth, kernelHeight, kernelWidth];
  for (let flat = 0; flat < sizeOf(extents); flat++) {
    let left = flat;
    const [n, out, c, i, j, a, b] = extents.map((_, axis) => {
      const inner = sizeOf(extents.slice(axis + 1));
      const index = Math.floor(left / inner);
      left -= index * inner;
      return index;
    });
    const row = i * stride + a - padding;
    const column = j * stride + b - padding;
    if (row < 0 || row >= height || column < 0 || column >= width) continue;
    visit({
      image: ((n * channels + c) * height + row) * width + column,
      output: ((n * outputs + out) * outHeight + i) * outWidth + j,
      filter: ((out * channels + c) * kernelHeight + a) * kernelWidth + b,
    });
  }
}
