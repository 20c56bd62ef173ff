import * as tf from '@tensorflow/tfjs-core';
import { denseTargets } from './dense-targets.js';
import type { Loss } from './loss.js';

/**
 * Mean over batch and units of max(0, 1 - s x) with s = 2 t - 1: +1 for the sample's class, -1 for every other one
 * (a support vector machine per class, one against the rest). Targets are class indices or 0/1 values.
 */
export const hinge: Loss = {
  tasks: ['classification'],
  takesShares: false,
  mean(logits, targets) {
    const signs = tf.sub(tf.mul(denseTargets('hinge', logits, targets), 2), 1);
    return tf.mean(tf.relu(tf.sub(1, tf.mul(signs, logits))));
  },
};
