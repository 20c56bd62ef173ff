import * as tf from '@tensorflow/tfjs-core';
import { defineOptimizer } from './optimizer.js';

/**
 * Adadelta (Zeiler 2012, algorithm 1), with a learning rate, which the paper does not have (eta = 1), as in PyTorch:
 * G <- rho G + (1 - rho) g^2; d = g sqrt(D + epsilon) / sqrt(G + epsilon); D <- rho D + (1 - rho) d^2; w <- w - eta d.
 * Defaults are the paper's best: rho (`decay`) 0.95, epsilon 1e-6.
 */
export const adadelta = defineOptimizer({
  defaults: { decay: 0.95, epsilon: 1e-6 },
  slots: ['meanSquare', 'meanSquareStep'],
  begin: ({ decay, epsilon }, { learningRate }) => {
    return (w, g, slots) => {
      const meanSquare = tf.add(tf.mul(slots.meanSquare, decay), tf.mul(tf.square(g), 1 - decay));
      const ratio = tf.div(tf.add(slots.meanSquareStep, epsilon), tf.add(meanSquare, epsilon));
      const step = tf.mul(g, tf.sqrt(ratio));
      const meanSquareStep = tf.add(tf.mul(slots.meanSquareStep, decay), tf.mul(tf.square(step), 1 - decay));
      return { weight: tf.sub(w, tf.mul(step, learningRate)), slots: { meanSquare, meanSquareStep } };
    };
  },
});
