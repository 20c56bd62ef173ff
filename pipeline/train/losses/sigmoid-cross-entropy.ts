import * as tf from '@tensorflow/tfjs-core';
import { denseTargets } from './dense-targets.js';
import type { Loss } from './loss.js';
import { meanWithGradient } from './mean-with-gradient.js';

/**
 * Mean over batch and units of -t log s(x) - (1 - t) log(1 - s(x)), s the logistic function: every class is its own
 * yes-or-no question. Written as max(x, 0) - x t + log(1 + exp(-|x|)), which neither overflows nor loses small
 * losses. The gradient is s(x) - t, also at x = 0, where the terms of the formula have kinks.
 */
export const sigmoidCrossEntropy: Loss = {
  tasks: ['classification'],
  takesShares: true,
  uninformedTarget: () => 1 / 2,
  mean(logits, targets) {
    const t = denseTargets('sigmoidCrossEntropy', logits, targets);
    return meanWithGradient(logits, logits.size, (x) => {
      const softened = tf.softplus(tf.neg(tf.abs(x)));
      const loss = tf.add(tf.sub(tf.relu(x), tf.mul(x, t)), softened);
      return { mean: tf.mean(loss), sumGradient: tf.sub(tf.sigmoid(x), t) };
    });
  },
};
