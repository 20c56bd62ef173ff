import * as tf from '@tensorflow/tfjs-core';
import { biasCorrection } from './bias-correction.js';
import { complement } from './complement.js';
import { defineOptimizer } from './optimizer.js';

/**
 * Adam (Kingma and Ba 2015, algorithm 1):
 * m <- b1 m + (1 - b1) g; v <- b2 v + (1 - b2) g^2; w <- w - eta (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon).
 * With r = sqrt(1 - b2^t) the last line equals w - (eta r / (1 - b1^t)) m / (sqrt(v) + epsilon r), whose corrections
 * are scalars. Defaults are the paper's: b1 0.9, b2 0.999, epsilon 1e-8.
 */
export const adam = defineOptimizer({
  defaults: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  momentum: 'beta1',
  slots: ['firstMoment', 'secondMoment'],
  begin: ({ beta2, epsilon, ...options }, { learningRate, step, momentum: beta1 = options.beta1 }) => {
    const r = tf.sqrt(biasCorrection(beta2, step));
    const correctedRate = tf.div(tf.mul(learningRate, r), biasCorrection(beta1, step));
    const correctedEpsilon = tf.mul(r, epsilon);
    return (w, g, slots) => {
      const firstMoment = tf.add(tf.mul(slots.firstMoment, beta1), tf.mul(g, complement(beta1)));
      const secondMoment = tf.add(tf.mul(slots.secondMoment, beta2), tf.mul(tf.square(g), 1 - beta2));
      const direction = tf.div(firstMoment, tf.add(tf.sqrt(secondMoment), correctedEpsilon));
      return { weight: tf.sub(w, tf.mul(direction, correctedRate)), slots: { firstMoment, secondMoment } };
    };
  },
});
