import * as tf from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import type { Split, TargetTransform } from '../load/data.js';
import { sliceRows } from '../load/gather-batch.js';
import type { Loss } from './losses/loss.js';
import { standardised } from './standardise-targets.js';

/**
 * The mean loss of outputs that have been computed already, as `SplitMetrics` has it. A tfjs backend must be active.
 * @param outputs row-major, one row for each of the split: logits, or values in the units of the targets
 * @param transform of the targets, where the network learnt them standardised
 */
export function lossOfOutputs(loss: Loss, outputs: Float32Array, split: Split, transform?: TargetTransform): number {
  const n = split.y.shape[0] ?? 0;
  const shape = [n, outputs.length / n];
  const learnt = (part: Split) => sliceRows(transform ? standardised(part, transform) : part, 0, n).y;
  const predictions = learnt({ x: split.x, y: ndarray(outputs, shape) });
  const targets = learnt(split);
  return tf.tidy(() => {
    const y = tf.tensor(targets.data, [...targets.shape], targets.dtype);
    return loss.mean(tf.tensor(predictions.data, shape, 'float32'), y).dataSync()[0] ?? Number.NaN;
  });
}
