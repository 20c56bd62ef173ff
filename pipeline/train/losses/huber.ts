import * as tf from '@tensorflow/tfjs-core';
import { denseTargets } from './dense-targets.js';
import type { Loss } from './loss.js';

/** Where the parabola becomes a line, in units of the (standardised) target. */
const delta = 1;

/**
 * Mean over batch and units of e^2 / 2 for e = |x - t| <= delta and delta (e - delta / 2) beyond (Huber 1964), delta = 1.
 * With q = min(e, delta) both pieces are q (e - q / 2). For classification t is one-hot.
 */
export const huber: Loss = {
  tasks: ['regression', 'classification'],
  takesShares: true,
  mean(predictions, targets) {
    const e = tf.abs(tf.sub(predictions, denseTargets('huber', predictions, targets)));
    const q = tf.minimum(e, delta);
    return tf.mean(tf.mul(q, tf.sub(e, tf.mul(q, 0.5))));
  },
};
