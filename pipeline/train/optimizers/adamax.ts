import * as tf from '@tensorflow/tfjs-core';
import { biasCorrection } from './bias-correction.js';
import { complement } from './complement.js';
import { defineOptimizer } from './optimizer.js';

/**
 * Adamax (Kingma and Ba 2015, algorithm 2), Adam with the infinity norm:
 * m <- b1 m + (1 - b1) g; u <- max(b2 u, |g| + epsilon); w <- w - (eta / (1 - b1^t)) m / u.
 * The paper has no epsilon; it stands where PyTorch has it and keeps a weight without gradients from 0 / 0.
 * Defaults are the paper's b1 0.9, b2 0.999, and epsilon 1e-8.
 */
export const adamax = defineOptimizer({
  defaults: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  momentum: 'beta1',
  slots: ['firstMoment', 'largest'],
  begin: ({ beta2, epsilon, ...options }, { learningRate, step, momentum: beta1 = options.beta1 }) => {
    const correctedRate = tf.div(learningRate, biasCorrection(beta1, step));
    return (w, g, slots) => {
      const firstMoment = tf.add(tf.mul(slots.firstMoment, beta1), tf.mul(g, complement(beta1)));
      const largest = tf.maximum(tf.mul(slots.largest, beta2), tf.add(tf.abs(g), epsilon));
      const direction = tf.div(firstMoment, largest);
      return { weight: tf.sub(w, tf.mul(direction, correctedRate)), slots: { firstMoment, largest } };
    };
  },
});
