import * as tf from '@tensorflow/tfjs-core';
import { ModelError } from '../../errors.js';

/** Targets in the shape of the predictions: class indices become rows of a one-hot matrix. */
export function denseTargets(loss: string, predictions: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  const [batch, units] = predictions.shape;
  if (predictions.rank !== 2 || batch === undefined || units === undefined) {
    throw new ModelError(
      `loss \`${loss}\` takes predictions of shape [batch, units], got [${predictions.shape.join(', ')}]: ` +
        'end the network in a dense layer, or flatten its output',
    );
  }
  if (targets.rank === 1 && targets.dtype === 'int32' && targets.shape[0] === batch) {
    return tf.oneHot(targets, units, 1, 0, 'float32');
  }
  if (tf.util.arraysEqual(targets.shape, predictions.shape)) return targets;
  throw new ModelError(
    `loss \`${loss}\` cannot compare predictions of shape [${predictions.shape.join(', ')}] with ${targets.dtype} targets ` +
      `of shape [${targets.shape.join(', ')}]: targets are int32 class indices of shape [${batch}], or floats of the predictions' shape`,
  );
}
