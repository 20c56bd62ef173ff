import * as tf from '@tensorflow/tfjs-core';

export interface BatchStatistics {
  /** [channels] */
  readonly mean: tf.Tensor;
  /** [channels], over n, not n - 1. */
  readonly variance: tf.Tensor;
}

/** Mean and variance of each channel (the last axis) over all other axes. */
export function batchStatistics(x: tf.Tensor): BatchStatistics {
  const axes = x.shape.slice(0, -1).map((_, axis) => axis);
  const mean = tf.mean(x, axes);
  return { mean, variance: tf.mean(tf.square(tf.sub(x, mean)), axes) };
}

/**
 * Batch normalisation over the last axis by the batch's own statistics (Ioffe and Szegedy 2015, algorithm 1):
 * y = gamma (x - mean) / sqrt(variance + epsilon) + beta.
 *
 * Differentiated as one operation, with d = x - mean, s = 1 / sqrt(variance + epsilon) and n values a channel:
 *   dbeta  = sum dy
 *   dgamma = s sum (dy d) = s (sum (dy x) - mean sum dy)
 *   dx     = gamma s dy - (gamma s² dgamma / n) d - gamma s dbeta / n
 * which is a few passes over the activations where differentiating step by step takes more than twenty.
 */
export function normalizeBatch(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number): tf.Tensor {
  const axes = x.shape.slice(0, -1).map((_, axis) => axis);
  const count = axes.reduce((product, axis) => product * (x.shape[axis] as number), 1);
  const normalize = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [input, scale, offset, save] = args as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const { mean, variance } = batchStatistics(input);
    save([input, scale, mean, variance]);
    const value = affine(input, mean, variance, scale, offset, epsilon);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
      const [from, factor, centre, spread] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const inverse = tf.rsqrt(tf.add(spread, epsilon));
      const slope = tf.mul(factor, inverse);
      const dOffset = tf.sum(dy, axes);
      const aligned = tf.sub(tf.sum(tf.mul(dy, from), axes), tf.mul(centre, dOffset));
      const dScale = tf.mul(aligned, inverse);
      const along = tf.mul(tf.mul(tf.mul(slope, inverse), dScale), -1 / count);
      const constant = tf.mul(tf.mul(slope, dOffset), -1 / count);
      const dx = tf.add(tf.mul(dy, slope), scaled(from, centre, along, constant));
      return [dx, dScale, dOffset];
    };
    return { value, gradFunc };
  });
  return normalize(x, gamma, beta);
}

/** (x - mean) / sqrt(variance + epsilon) * scale + offset, as the one kernel tfjs has for it. */
function affine(
  x: tf.Tensor,
  mean: tf.Tensor,
  variance: tf.Tensor,
  scale: tf.Tensor,
  offset: tf.Tensor,
  epsilon: number,
): tf.Tensor {
  return tf.batchNorm(
    x,
    mean as tf.Tensor1D,
    variance as tf.Tensor1D,
    offset as tf.Tensor1D,
    scale as tf.Tensor1D,
    epsilon,
  );
}

/** (x - centre) * factor + term a channel, in one pass: a normalisation with variance 1. */
function scaled(x: tf.Tensor, centre: tf.Tensor, factor: tf.Tensor, term: tf.Tensor): tf.Tensor {
  return affine(x, centre, tf.onesLike(factor), factor, term, 0);
}
