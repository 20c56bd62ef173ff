import * as tf from '@tensorflow/tfjs-core';
import { biasCorrection } from './bias-correction.js';
import { complement } from './complement.js';
import { defineOptimizer } from './optimizer.js';

/** The base of the momentum's schedule (Dozat 2016, and every implementation since). */
const base = 0.96;

/**
 * Nadam (Dozat 2016, algorithm 2), Adam with Nesterov's momentum on the schedule mu_t = b1 (1 - 0.96^(t psi) / 2):
 * m <- b1 m + (1 - b1) g; v <- b2 v + (1 - b2) g^2; with P_t = mu_1 ... mu_t
 * w <- w - eta ((1 - mu_t) g / (1 - P_t) + mu_(t+1) m / (1 - P_(t+1))) / (sqrt(v / (1 - b2^t)) + epsilon).
 * Carried is c_t = 1 - P_t = (1 - mu_t) + mu_t c_(t-1), a sum of positive terms, which loses no digits in float32.
 * Defaults are PyTorch's: b1 0.9, b2 0.999, epsilon 1e-8, psi (`momentumDecay`) 0.004.
 */
export const nadam = defineOptimizer({
  defaults: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, momentumDecay: 0.004 },
  momentum: 'beta1',
  slots: ['firstMoment', 'secondMoment'],
  carried: {
    initial: { correction: 0 },
    next: ({ momentumDecay, ...options }, { step, momentum: beta1 = options.beta1 }, { correction }) => {
      const now = scheduledMomentum(beta1, momentumDecay, step);
      return { correction: tf.add(now.complement, tf.mul(now.mu, correction)) };
    },
  },
  begin: (
    { beta2, epsilon, momentumDecay, ...options },
    { learningRate, step, momentum: beta1 = options.beta1 },
    { correction },
  ) => {
    const now = scheduledMomentum(beta1, momentumDecay, step);
    const next = scheduledMomentum(beta1, momentumDecay, tf.add(step, 1));
    const nextCorrection = tf.add(next.complement, tf.mul(next.mu, correction));
    // As in Adam: with r = sqrt(1 - b2^t) the division by r moves from every element to the scalars.
    const r = tf.sqrt(biasCorrection(beta2, step));
    const rate = tf.mul(learningRate, r);
    const gradientRate = tf.div(tf.mul(rate, now.complement), correction);
    const momentRate = tf.div(tf.mul(rate, next.mu), nextCorrection);
    const correctedEpsilon = tf.mul(r, epsilon);
    return (w, g, slots) => {
      const firstMoment = tf.add(tf.mul(slots.firstMoment, beta1), tf.mul(g, complement(beta1)));
      const secondMoment = tf.add(tf.mul(slots.secondMoment, beta2), tf.mul(tf.square(g), 1 - beta2));
      const ahead = tf.add(tf.mul(g, gradientRate), tf.mul(firstMoment, momentRate));
      const direction = tf.div(ahead, tf.add(tf.sqrt(secondMoment), correctedEpsilon));
      return { weight: tf.sub(w, direction), slots: { firstMoment, secondMoment } };
    };
  },
});

/** mu_t and 1 - mu_t. */
function scheduledMomentum(beta1: number | tf.Scalar, momentumDecay: number, step: tf.Scalar) {
  const half = typeof beta1 === 'number' ? beta1 / 2 : tf.div(beta1, 2);
  const lack: tf.Scalar = tf.mul(tf.exp(tf.mul(step, momentumDecay * Math.log(base))), half);
  return { mu: tf.sub<tf.Scalar>(beta1, lack), complement: tf.add<tf.Scalar>(lack, complement(beta1)) };
}
