import * as tf from '@tensorflow/tfjs-core';
import type { Split, Task } from '../load/data.js';

/** The loss and the score of a network on a split. `score` is accuracy (classification) or R2 (regression). */
export interface SplitMetrics {
  /** Mean over the samples, without the penalties of regularisers. For regression in units of the standardised targets. */
  readonly loss: number;
  readonly score: number;
}

/**
 * What the score of a batch is summed from, as tensor operations. Classification: the number of samples whose largest
 * logit is the target's, shape [1]; where targets are shares of classes, [batch, classes], the shares of the classes with
 * the largest logits. Regression: the squared errors summed over the batch, shape [targets].
 */
export function scoreSums(task: Task['kind'], predictions: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  if (task === 'regression') return tf.sum(tf.square(tf.sub(predictions, targets)), 0);
  const predicted = tf.argMax(predictions, -1);
  if (targets.rank === 2) {
    const hits = tf.oneHot(predicted as tf.Tensor1D, targets.shape[1] ?? 1, 1, 0, 'float32');
    return tf.reshape(tf.sum(tf.mul(hits, targets)), [1]);
  }
  const correct = tf.equal(predicted, targets);
  return tf.reshape(tf.sum(tf.cast(correct, 'float32')), [1]);
}

/** From the sums of all batches of `split` to its score. */
export type ScoreOf = (sums: Float64Array) => number;

/** Accuracy: correct / n. R2: 1 - (squared errors) / (squared deviations from the split's own mean), averaged over targets. */
export function scoreOf(task: Task['kind'], split: Split): ScoreOf {
  const n = split.y.shape[0] ?? 0;
  if (task === 'classification') return (sums) => (sums[0] ?? 0) / n;
  const deviations = squaredDeviations(split);
  return (sums) => deviations.reduce((total, sst, k) => total + r2(sums[k] ?? 0, sst), 0) / deviations.length;
}

/** A constant target is predicted perfectly or not at all (as in scikit-learn). */
export function r2(squaredErrors: number, deviations: number): number {
  if (deviations > 0) return 1 - squaredErrors / deviations;
  return squaredErrors === 0 ? 1 : 0;
}

/** Sum over the rows of (y - mean)^2, for each target, in double precision. */
function squaredDeviations({ y }: Split): number[] {
  const [n = 0, targets = 1] = y.shape;
  return Array.from({ length: targets }, (_, k) => {
    let mean = 0;
    for (let i = 0; i < n; i++) mean += y.get(i, k) / n;
    let sum = 0;
    for (let i = 0; i < n; i++) sum += (y.get(i, k) - mean) ** 2;
    return sum;
  });
}
