import * as tf from '@tensorflow/tfjs-core';
import { defineOptimizer } from './optimizer.js';

/**
 * RMSProp (Tieleman and Hinton 2012, Coursera lecture 6e): v <- rho v + (1 - rho) g^2; w <- w - eta g / (sqrt(v) + epsilon).
 * Epsilon stands outside the root, as in PyTorch. Defaults as in Keras: rho (`decay`) 0.9, epsilon 1e-7.
 */
export const rmsprop = defineOptimizer({
  defaults: { decay: 0.9, epsilon: 1e-7 },
  slots: ['meanSquare'],
  begin: ({ decay, epsilon }, { learningRate }) => {
    return (w, g, slots) => {
      const meanSquare = tf.add(tf.mul(slots.meanSquare, decay), tf.mul(tf.square(g), 1 - decay));
      const scaled = tf.div(g, tf.add(tf.sqrt(meanSquare), epsilon));
      return { weight: tf.sub(w, tf.mul(scaled, learningRate)), slots: { meanSquare } };
    };
  },
});
