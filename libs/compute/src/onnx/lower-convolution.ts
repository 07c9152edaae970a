import type { Convolution } from '../graph/operation.ts';
import type { LoweringContext } from './lowering-context.ts';

export function lowerConv(convolution: Convolution, { inputs, inputNodes, builder }: LoweringContext): string {
  return builder.node('Conv', inputs, {
    ...window(convolution),
    kernel_shape: inputNodes[1].shape.slice(2),
  });
}

export function lowerConvTranspose(convolution: Convolution, context: LoweringContext): string {
  const { node, inputs, inputNodes, builder } = context;
  const { stride, padding } = convolution;
  const kernel = inputNodes[1].shape.slice(2);
  const smallest = inputNodes[0].shape.slice(2).map((length, i) => (length - 1) * stride + kernel[i] - 2 * padding);
  return builder.node('ConvTranspose', inputs, {
    ...window(convolution),
    kernel_shape: kernel,
    output_padding: node.shape.slice(2).map((length, i) => length - smallest[i]),
  });
}

/**
 * The gradient of a filter is itself a convolution: with the examples as channels, the images are convolved with the
 * output gradients as filters, whose elements stand `stride` apart.
 */
export function lowerConvFilter(convolution: Convolution, context: LoweringContext): string {
  const { node, inputs, inputNodes, builder } = context;
  const { stride, padding } = convolution;
  const kernel = node.shape.slice(2);
  const windows = inputNodes[1].shape.slice(2);
  // A negative end padding means pixels that no window reached; they are cut off the result instead.
  const ends = windows.map((length, i) => (length - 1) * stride + kernel[i] - inputNodes[0].shape[2 + i] - padding);
  const swapped = inputs.map((input) => builder.node('Transpose', [input], { perm: [1, 0, 2, 3] }));
  const full = builder.node('Conv', swapped, {
    dilations: [stride, stride],
    kernel_shape: windows,
    pads: [padding, padding, ...ends.map((end) => Math.max(0, end))],
  });
  const cut = ends.every((end) => end >= 0)
    ? full
    : builder.node('Slice', [full, builder.integers([0, 0]), builder.integers(kernel), builder.integers([2, 3])]);
  return builder.node('Transpose', [cut], { perm: [1, 0, 2, 3] });
}

function window({ stride, padding }: Convolution): { strides: number[]; pads: number[] } {
  return { strides: [stride, stride], pads: [padding, padding, padding, padding] };
}
