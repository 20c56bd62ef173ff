import * as tf from '@tensorflow/tfjs-core';
import { denseTargets } from './dense-targets.js';
import type { Loss } from './loss.js';
import { softmaxCrossEntropy } from './softmax-cross-entropy.js';

/** The smallest normal float32: t log t is 0 at t = 0, and log(0) must not be taken. */
const tiny = 2 ** -126;

/**
 * Mean over the batch of KL(t || softmax(x)) = sum_k t_k (log t_k - log softmax(x)_k), for logits x and target
 * distributions t (rows sum to 1): softmax cross-entropy less the entropy of the targets. For class indices both
 * losses are equal.
 */
export const kullbackLeiblerDivergence: Loss = {
  tasks: ['classification'],
  takesShares: true,
  mean(logits, targets) {
    const t = denseTargets('kullbackLeiblerDivergence', logits, targets);
    const crossEntropy = softmaxCrossEntropy.mean(logits, t);
    if (t !== targets) return crossEntropy;
    const negativeEntropy = tf.mean(tf.sum(tf.mul(t, tf.log(tf.maximum(t, tiny))), -1));
    return tf.add(crossEntropy, negativeEntropy);
  },
};
