import * as tf from '@tensorflow/tfjs-core';
import type { Clipping } from '../plan.js';

/**
 * By norm (Pascanu, Mikolov and Bengio 2013, section 3.2): all gradients are multiplied by c / max(|g|, c), where |g| is
 * the length of all of them together; so their direction stays and their length is at most c. By value: each number is
 * cut to [-c, c].
 */
export function clipGradients(gradients: readonly tf.Tensor[], clipping: Clipping | undefined): readonly tf.Tensor[] {
  if (clipping === undefined) return gradients;
  const { norm, value } = clipping;
  if (norm === undefined) return gradients.map((g) => tf.clipByValue(g, -value, value));
  const length = tf.sqrt(tf.addN(gradients.map((g) => tf.sum(tf.square(g)))));
  const factor = tf.div(norm, tf.maximum(length, norm));
  return gradients.map((g) => tf.mul(g, factor));
}
