/**
 * Convolutions of small images as matrix products. Where an image has no more pixels than the filter, a matrix from all
 * pixels to all pixels costs no more multiplications than sliding the filter does, and one large product is several
 * times as fast as many small ones.
 */
import type { Convolution } from '../graph/operation.ts';
import type { Tensor } from '../graph/tensor.ts';
import { reshape } from './reshape.ts';
import { concat, pad, slice } from './slice.ts';

/** [h, w] of an image. */
export type ImageSize = readonly [number, number];

/** Whether the matrix form is as cheap, for images of the size that the filter slides over. */
export function isDenseAsCheap(image: ImageSize, filter: Tensor): boolean {
  return image[0] * image[1] <= filter.shape[2] * filter.shape[3];
}

/**
 * The filter [out, in, kh, kw] as a matrix [out·h'·w', in·h·w] from images of size `image` to images of size `windows`:
 * each row is the filter laid onto the image where one window stands.
 */
export function filterMatrix(filter: Tensor, image: ImageSize, windows: ImageSize, convolution: Convolution): Tensor {
  const [out, inputs] = filter.shape;
  const [h, w] = image;
  const rows: Tensor[] = [];
  for (let y = 0; y < windows[0]; y++)
    for (let x = 0; x < windows[1]; x++)
      rows.push(reshape(laidOnto(filter, image, [y, x], convolution), [out, 1, inputs * h * w]));
  return reshape(concat(rows, 1), [out * windows[0] * windows[1], inputs * h * w]);
}

/** The filter with zeros around it so that it covers the image, without what stands over the edge. */
function laidOnto(filter: Tensor, image: ImageSize, window: ImageSize, { stride, padding }: Convolution): Tensor {
  const first = window.map((place) => place * stride - padding);
  const kernel = filter.shape.slice(2);
  const cut = first.map((start) => Math.max(0, -start));
  const length = first.map((start, i) => Math.min(kernel[i], image[i] - start) - cut[i]);
  const before = first.map((start) => Math.max(0, start));
  const after = length.map((size, i) => image[i] - before[i] - size);
  const visible = slice(filter, [0, 0, ...cut], [filter.shape[0], filter.shape[1], ...length]);
  return pad(visible, [0, 0, ...before], [0, 0, ...after]);
}
