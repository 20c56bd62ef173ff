import * as tf from '@tensorflow/tfjs-core';
import { complement } from './complement.js';
import { defineOptimizer } from './optimizer.js';

/**
 * Lion (Chen et al. 2023, algorithm 2): w <- w - eta sign(b1 m + (1 - b1) g); m <- b2 m + (1 - b2) g.
 * Every weight moves by the learning rate, so it wants one 3 to 10 times smaller than Adam's, and a weight decay as
 * many times larger (section 5 there). Defaults are the paper's: b1 0.9, b2 0.99.
 */
export const lion = defineOptimizer({
  defaults: { beta1: 0.9, beta2: 0.99 },
  momentum: 'beta1',
  slots: ['firstMoment'],
  begin: ({ beta2, ...options }, { learningRate, momentum: beta1 = options.beta1 }) => {
    return (w, g, slots) => {
      const direction = tf.sign(tf.add(tf.mul(slots.firstMoment, beta1), tf.mul(g, complement(beta1))));
      const firstMoment = tf.add(tf.mul(slots.firstMoment, beta2), tf.mul(g, 1 - beta2));
      return { weight: tf.sub(w, tf.mul(direction, learningRate)), slots: { firstMoment } };
    };
  },
});
