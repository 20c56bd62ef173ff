import * as tf from '@tensorflow/tfjs-core';
import { denseTargets } from './dense-targets.js';
import type { Loss } from './loss.js';
import { meanWithGradient } from './mean-with-gradient.js';

/**
 * Mean over the batch of -sum_k t_k log softmax(x)_k, for logits x and target distributions t (one-hot for class
 * indices; rows sum to 1). With the log-sum-exp shifted by the largest logit nothing overflows:
 * log sum_k exp(x_k) - sum_k t_k x_k. The gradient of a row is softmax(x) - t.
 */
export const softmaxCrossEntropy: Loss = {
  tasks: ['classification'],
  takesShares: true,
  uninformedTarget: (classes) => 1 / classes,
  mean(logits, targets) {
    const t = denseTargets('softmaxCrossEntropy', logits, targets);
    return meanWithGradient(logits, logits.shape[0] ?? 1, (x) => {
      const shifted = tf.sub(x, tf.max(x, -1, true));
      const exponentials = tf.exp(shifted);
      const sums = tf.sum(exponentials, -1, true);
      const rowLoss = tf.sub(tf.log(sums), tf.sum(tf.mul(t, shifted), -1, true));
      return { mean: tf.mean(rowLoss), sumGradient: tf.sub(tf.div(exponentials, sums), t) };
    });
  },
};
