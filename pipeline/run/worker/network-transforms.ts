import * as tf from '@tensorflow/tfjs-core';
import type { LoadedData, TargetTransform } from '../../load/data.js';
import type { Study } from '../../study/study.js';
import { applyInputTransform } from '../../train/apply-input-transform.js';

/** What stands before and after the trained network in the file that is served. */
export interface NetworkTransforms {
  /** One sample's shape as the file takes it. */
  readonly inputShape: readonly number[];
  readonly before: (x: tf.Tensor) => tf.Tensor;
  readonly after: (y: tf.Tensor) => tf.Tensor;
}

/** @param networkInputShape one sample's shape after the input transform */
export function networkTransforms(
  data: LoadedData,
  { normalisation, output }: Pick<Study['export'], 'normalisation' | 'output'>,
  networkInputShape: readonly number[],
): NetworkTransforms {
  const raw = normalisation === 'included';
  return {
    inputShape: raw ? data.task.inputShape : networkInputShape,
    before: raw ? (x) => applyInputTransform(x, data.inputTransform) : (x) => x,
    after(y) {
      if (data.targetTransform) return inOwnUnits(y, data.targetTransform);
      return output === 'probabilities' ? tf.softmax(y) : y;
    },
  };
}

/** The network learnt (y - mean) / std. */
function inOwnUnits(y: tf.Tensor, { mean, std }: TargetTransform): tf.Tensor {
  return tf.add(tf.mul(y, tf.tensor1d([...std])), tf.tensor1d([...mean]));
}
