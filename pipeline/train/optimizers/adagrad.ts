import * as tf from '@tensorflow/tfjs-core';
import { defineOptimizer } from './optimizer.js';

/**
 * Adagrad (Duchi, Hazan and Singer 2011, figure 1, diagonal): G <- G + g^2; w <- w - eta g / (sqrt(G) + epsilon).
 * G starts at 0 and epsilon is 1e-10, as in PyTorch; Keras and tfjs start it at 0.1.
 */
export const adagrad = defineOptimizer({
  defaults: { epsilon: 1e-10 },
  slots: ['squareSum'],
  begin: ({ epsilon }, { learningRate }) => {
    return (w, g, slots) => {
      const squareSum = tf.add(slots.squareSum, tf.square(g));
      const scaled = tf.div(g, tf.add(tf.sqrt(squareSum), epsilon));
      return { weight: tf.sub(w, tf.mul(scaled, learningRate)), slots: { squareSum } };
    };
  },
});
