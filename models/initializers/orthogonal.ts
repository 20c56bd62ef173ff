import * as tf from '@tensorflow/tfjs-core';
import { initializers } from '@tensorflow/tfjs-layers';
import type { Initializer } from './initializer.js';
import { matricesOf } from './kernel.js';

/**
 * Orthonormal columns, or rows where there are fewer of them, times `gain`: signals keep their length through any depth of
 * linear layers (Saxe et al. 2014). Each gate and each channel of a depthwise kernel has a matrix of its own.
 */
export const orthogonal: Initializer<{ gain: number }> = {
  defaults: { gain: 1 },
  notNegative: ['gain'],
  draw(kernel, { gain }) {
    const { count, rows, columns } = matricesOf(kernel);
    const one = initializers.orthogonal({ gain });
    const matrices = Array.from({ length: count }, () => one.apply([rows, columns]));
    return tf.reshape(tf.stack(matrices, 1), [...kernel.shape]);
  },
};
