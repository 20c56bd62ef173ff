import * as tf from '@tensorflow/tfjs-core';
// tfjs registers its own gradients with its layers; they must be there before they are replaced.
import '@tensorflow/tfjs-layers';
import { registerDilatedDepthwiseGradient } from './repair-depthwise-dilation.js';

/** Kernels whose result is constant almost everywhere, with the names of their inputs. TensorFlow's gradient is none. */
const piecewiseConstant: Readonly<Record<string, readonly string[]>> = {
  Equal: ['a', 'b'],
  NotEqual: ['a', 'b'],
  Greater: ['a', 'b'],
  GreaterEqual: ['a', 'b'],
  Less: ['a', 'b'],
  LessEqual: ['a', 'b'],
  LogicalAnd: ['a', 'b'],
  LogicalOr: ['a', 'b'],
  LogicalNot: ['x'],
  Any: ['x'],
  All: ['x'],
};

/** tfjs forgets to sum over what was broadcast, so that these fail on operands of different shapes. */
const unreduced = ['Maximum', 'Minimum', 'SquaredDifference'] as const;

/** Sums over the dimensions along which `shape` was broadcast. */
function sumTo(x: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const offset = x.rank - shape.length;
  const axes = x.shape.map((_, i) => i).filter((i) => i < offset || (shape[i - offset] === 1 && x.shape[i] !== 1));
  return tf.reshape(axes.length > 0 ? tf.sum(x, axes) : x, [...shape]);
}

type Saved = readonly tf.Tensor[];

/** With s = 1 / sqrt(variance + epsilon): dx = dy · scale · s, and sums of it; for statistics of any shape. */
function batchNormGradient(dy: tf.Tensor, saved: Saved, epsilon: number) {
  const [x, mean, variance, scale] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor | undefined];
  const inverse = tf.rsqrt(tf.add(variance, epsilon));
  const dx = tf.mul(scale ? tf.mul(dy, scale) : dy, inverse);
  const centred = tf.sub(x, mean);
  return {
    x: () => dx,
    mean: () => tf.neg(sumTo(dx, mean.shape)),
    variance: () => sumTo(tf.mul(tf.mul(dx, centred), tf.mul(tf.square(inverse), -0.5)), variance.shape),
    scale: () => sumTo(tf.mul(dy, tf.mul(centred, inverse)), mean.shape),
    offset: () => sumTo(dy, mean.shape),
  };
}

type Images = Readonly<Record<'images', () => tf.Tensor>>;

/** The kernels behind these gradients are wrong in the `cpu` backend. */
function repairResizing(): void {
  const { gradFunc: bilinear, ...bilinearConfig } = tf.getGradient('ResizeBilinear');
  tf.registerGradient({
    ...bilinearConfig,
    gradFunc: (dy, saved, attributes) => {
      const { images } = bilinear(dy, saved, attributes) as Images;
      // Its result has the right elements, and height and width exchanged.
      return { images: () => tf.reshape(images(), (saved[0] as tf.Tensor).shape) };
    },
  });
  const { gradFunc: nearest, ...nearestConfig } = tf.getGradient('ResizeNearestNeighbor');
  tf.registerGradient({
    ...nearestConfig,
    gradFunc: (dy, saved, attributes) => {
      const [x] = saved as [tf.Tensor];
      const [batch] = x.shape as [number];
      if (tf.getBackend() !== 'cpu' || batch === 1) return nearest(dy, saved, attributes);
      // It is right for the first image of a batch alone.
      const slopes = tf.split(dy as tf.Tensor, batch);
      const images = tf.split(x, batch);
      const one = (slope: tf.Tensor, i: number) =>
        (nearest(slope, [images[i] as tf.Tensor], attributes) as Images).images();
      return { images: () => tf.concat(slopes.map(one)) };
    },
  });
}

/**
 * A window over the border is the mean of its pixels inside the image, but tfjs's gradient divides by all of them. (Native
 * TensorFlow's does not.)
 */
function repairAveragePooling(): void {
  const { gradFunc, ...config } = tf.getGradient('AvgPool');
  tf.registerGradient({
    ...config,
    gradFunc: (dy, saved, attributes) => {
      const strides = attributes.strides as tf.AvgPoolAttrs['strides'];
      const pad = attributes.pad as tf.AvgPoolAttrs['pad'];
      const rounding = attributes.dimRoundingMode as tf.AvgPoolAttrs['dimRoundingMode'];
      if (pad === 'valid' || pad === 0 || tf.getBackend() === 'tensorflow') return gradFunc(dy, saved, attributes);
      const [, height, width] = (saved[0] as tf.Tensor4D).shape;
      const { filterSize } = attributes;
      const [rows, columns] = [filterSize, filterSize].flat() as [number, number];
      const window = tf.fill<tf.Rank.R4>([rows, columns, 1, 1], 1 / (rows * columns));
      const ones = tf.ones<tf.Rank.R4>([1, height, width, 1]);
      const inside = tf.conv2d(ones, window, strides, pad, 'NHWC', 1, rounding);
      return gradFunc(tf.mul(dy as tf.Tensor, tf.divNoNan(1, inside)), saved, attributes);
    },
  });
}

/**
 * Gradients that tfjs 4.22 lacks or has wrong, without which some of its layers cannot be trained: ThresholdedReLU,
 * masking after a trained layer, conv3dTranspose, maximum and minimum of different shapes, batch normalisation along
 * another axis than the last, resizing, average pooling over borders, dilated depthwise convolution. May be called any
 * number of times.
 */
export function registerMissingGradients(): void {
  if (tf.getGradient('Greater')) return;
  for (const [kernelName, inputsToSave] of Object.entries(piecewiseConstant)) {
    tf.registerGradient({
      kernelName,
      inputsToSave: [...inputsToSave],
      gradFunc: (_, saved) =>
        Object.fromEntries(inputsToSave.map((name, i) => [name, () => tf.zeros((saved[i] as tf.Tensor).shape)])),
    });
  }
  for (const kernelName of unreduced) {
    const { gradFunc, ...config } = tf.getGradient(kernelName);
    tf.registerGradient({
      ...config,
      gradFunc: (dy, saved, attributes) => {
        const gradients = gradFunc(dy, saved, attributes);
        const reduced = (name: 'a' | 'b', i: number) => () =>
          sumTo((gradients[name] as () => tf.Tensor)(), (saved[i] as tf.Tensor).shape);
        return { a: reduced('a', 0), b: reduced('b', 1) };
      },
    });
  }
  repairResizing();
  repairAveragePooling();
  registerDilatedDepthwiseGradient();
  const { gradFunc: perChannel, ...batchNorm } = tf.getGradient('FusedBatchNorm');
  tf.registerGradient({
    ...batchNorm,
    gradFunc: (dy, saved, attributes) =>
      (saved[1] as tf.Tensor).rank === 1
        ? perChannel(dy, saved, attributes)
        : batchNormGradient(dy as tf.Tensor, saved, attributes.varianceEpsilon as number),
  });
  tf.registerGradient({
    kernelName: 'Conv3DBackpropInputV2',
    inputsToSave: ['dy', 'filter'],
    gradFunc: (ddx, saved, attributes) => {
      const [dy, filter] = saved as [tf.Tensor5D, tf.Tensor5D];
      const strides = attributes.strides as tf.Conv3DAttrs['strides'];
      const pad = attributes.pad as tf.Conv3DAttrs['pad'];
      return {
        dy: () => tf.conv3d(ddx as tf.Tensor5D, filter, strides, pad),
        filter: () =>
          tf
            .engine()
            .runKernel(
              'Conv3DBackpropFilterV2',
              { x: ddx as tf.Tensor, dy },
              { strides, pad, filterShape: filter.shape },
            ),
      };
    },
  });
}
