import * as tf from '@tensorflow/tfjs-core';
import { denseTargets } from './dense-targets.js';
import type { Loss } from './loss.js';

/** Mean over batch and units of (x - t)^2. For classification t is one-hot. */
export const meanSquaredError: Loss = {
  tasks: ['regression', 'classification'],
  takesShares: true,
  mean(predictions, targets) {
    return tf.mean(tf.square(tf.sub(predictions, denseTargets('meanSquaredError', predictions, targets))));
  },
};
