import * as tf from '@tensorflow/tfjs-core';

/**
 * 1 - beta^t for the scalar step t >= 1 and 0 <= beta < 1. In float32 the subtraction loses half of the digits in the
 * first steps (0.999^1); with a = -t ln(beta), 1 - exp(-a) = 2 T / (1 + T) for T = tanh(a / 2) loses none.
 */
export function biasCorrection(beta: number | tf.Scalar, step: tf.Scalar): tf.Scalar {
  if (beta === 0) return tf.onesLike(step);
  const rate = typeof beta === 'number' ? -Math.log(beta) / 2 : tf.div(tf.log(beta), -2);
  const T = tf.tanh(tf.mul(step, rate));
  return tf.div(tf.mul(T, 2), tf.add(T, 1));
}
