/** tfjs's convolution kernels want [n, h, w, channels] and filters [kh, kw, in, out]. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { Convolution } from '../../graph/operation.ts';
import type { ComputeContext } from './compute-operation.ts';

const TO_CHANNELS_LAST = [0, 2, 3, 1];
const TO_CHANNELS_FIRST = [0, 3, 1, 2];
const TO_FILTER = [2, 3, 1, 0];
const FROM_FILTER = [3, 2, 0, 1];

export function computeConv(convolution: Convolution, { tf, inputs: [x, filter] }: ComputeContext): Tensor {
  const y = tf.conv2d(
    tf.transpose(x, TO_CHANNELS_LAST) as Tensor4D,
    tf.transpose(filter, TO_FILTER) as Tensor4D,
    convolution.stride,
    paddingOf(convolution),
    'NHWC',
    1,
    'floor',
  );
  return tf.transpose(y, TO_CHANNELS_FIRST);
}

export function computeConvTranspose(
  convolution: Convolution,
  { tf, node, inputs: [y, filter] }: ComputeContext,
): Tensor {
  const [n, channels, h, w] = node.shape;
  const x = tf.conv2dTranspose(
    tf.transpose(y, TO_CHANNELS_LAST) as Tensor4D,
    tf.transpose(filter, TO_FILTER) as Tensor4D,
    [n, h, w, channels],
    convolution.stride,
    paddingOf(convolution),
    'floor',
  );
  return tf.transpose(x, TO_CHANNELS_FIRST);
}

export function computeConvFilter(convolution: Convolution, { tf, node, inputs: [x, seed] }: ComputeContext): Tensor {
  const [outputs, channels, kh, kw] = node.shape;
  const filter = tf.engine().runKernel(
    'Conv2DBackpropFilter',
    { x: tf.transpose(x, TO_CHANNELS_LAST), dy: tf.transpose(seed, TO_CHANNELS_LAST) },
    {
      strides: convolution.stride,
      pad: paddingOf(convolution),
      dataFormat: 'NHWC',
      dimRoundingMode: 'floor',
      filterShape: [kh, kw, channels, outputs],
    },
  ) as Tensor;
  return tf.transpose(filter, FROM_FILTER);
}

function paddingOf({ padding }: Convolution): number {
  return padding;
}
