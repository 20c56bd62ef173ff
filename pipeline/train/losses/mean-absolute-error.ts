import * as tf from '@tensorflow/tfjs-core';
import { denseTargets } from './dense-targets.js';
import type { Loss } from './loss.js';

/** Mean over batch and units of |x - t|; the gradient at x = t is 0. For classification t is one-hot. */
export const meanAbsoluteError: Loss = {
  tasks: ['regression', 'classification'],
  takesShares: true,
  mean(predictions, targets) {
    return tf.mean(tf.abs(tf.sub(predictions, denseTargets('meanAbsoluteError', predictions, targets))));
  },
};
