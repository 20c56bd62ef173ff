import * as tf from '@tensorflow/tfjs-core';
import { denseTargets } from './dense-targets.js';
import type { Loss } from './loss.js';

/**
 * Label smoothing (Szegedy et al. 2016, Rethinking the Inception Architecture, section 7): t <- (1 - e) t + e u, where
 * u is what a network that knows nothing should say: 1 / K for each of K classes that exclude each other, 1/2 for yes
 * or no.
 * @param targets class indices, or shares of the shape of `predictions`
 * @param smoothing e, in [0, 1); with 0 the targets are returned as they are
 */
export function smoothTargets(
  targets: tf.Tensor,
  predictions: tf.Tensor,
  { uninformedTarget }: Loss,
  smoothing: number,
): tf.Tensor {
  if (smoothing === 0 || !uninformedTarget) return targets;
  const dense = denseTargets('with label smoothing', predictions, targets);
  const u = uninformedTarget(predictions.shape[1] ?? 1);
  return tf.add(tf.mul(dense, 1 - smoothing), smoothing * u);
}
