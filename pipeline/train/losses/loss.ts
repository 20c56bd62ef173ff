import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { Task } from '../../load/data.js';

/** How far predictions are from targets, as the mean over a batch. */
export interface Loss {
  readonly tasks: readonly Task['kind'][];
  /**
   * `predictions`: float32 [batch, units], the network's linear output (logits for the classification losses).
   * `targets`: int32 [batch] of class indices, or float32 of the shape of `predictions`.
   * Differentiable with respect to `predictions` only.
   * @throws ModelError when the shapes do not fit each other.
   */
  mean(predictions: Tensor, targets: Tensor): Scalar;
  /** Whether a sample's target may be shares of several classes, or of another sample's value. */
  readonly takesShares: boolean;
  /** What a network that knows nothing should say of each of so many classes; absent where labels cannot be smoothed. */
  readonly uninformedTarget?: (classes: number) => number;
}
