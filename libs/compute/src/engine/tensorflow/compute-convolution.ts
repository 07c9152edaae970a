/**
 * Convolutions on tfjs, whose kernels want images [n, h, w, channels] and filters [kh, kw, in, out]. Padding is done by
 * hand, since tfjs-node's adjoint kernels know none but 'valid' and 'same'.
 */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { Convolution } from '../../graph/operation.ts';
import type { ComputeContext } from './compute-operation.ts';
import type { Tensorflow } from './tensorflow-engine.ts';

const TO_FILTER = [2, 3, 1, 0];
const FROM_FILTER = [3, 2, 0, 1];

export function computeConv(convolution: Convolution, { tf, inputs: [x, filter] }: ComputeContext): Tensor {
  const padded = padImages(tf, channelsLast(tf, x), convolution);
  const y = tf.conv2d(padded, tf.transpose(filter, TO_FILTER) as Tensor4D, convolution.stride, 'valid');
  return channelsFirst(tf, y);
}

export function computeConvTranspose(
  convolution: Convolution,
  { tf, node, inputs: [y, filter] }: ComputeContext,
): Tensor {
  const { stride, padding } = convolution;
  const [n, channels, h, w] = node.shape;
  const x = tf.conv2dTranspose(
    channelsLast(tf, y),
    tf.transpose(filter, TO_FILTER) as Tensor4D,
    [n, h + 2 * padding, w + 2 * padding, channels],
    stride,
    'valid',
  );
  return channelsFirst(tf, tf.slice(x, [0, padding, padding, 0], [n, h, w, channels]));
}

export function computeConvFilter(convolution: Convolution, { tf, node, inputs: [x, seed] }: ComputeContext): Tensor {
  const [outputs, channels, kh, kw] = node.shape;
  const filter = tf.engine().runKernel(
    'Conv2DBackpropFilter',
    { x: padImages(tf, channelsLast(tf, x), convolution), dy: channelsLast(tf, seed) },
    {
      strides: convolution.stride,
      pad: 'valid',
      dataFormat: 'NHWC',
      filterShape: [kh, kw, channels, outputs],
    },
  ) as Tensor;
  return tf.transpose(filter, FROM_FILTER);
}

function padImages(tf: Tensorflow, x: Tensor4D, { padding }: Convolution): Tensor4D {
  return tf.pad4d(x, [
    [0, 0],
    [padding, padding],
    [padding, padding],
    [0, 0],
  ]);
}

function channelsLast(tf: Tensorflow, x: Tensor): Tensor4D {
  return tf.transpose(x as Tensor4D, [0, 2, 3, 1]);
}

function channelsFirst(tf: Tensorflow, x: Tensor): Tensor {
  return tf.transpose(x, [0, 3, 1, 2]);
}
