import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** A copy of a model's weights (batch statistics among them) in JavaScript memory, in the order of `model.weights`. */
export type WeightsSnapshot = readonly Float32Array[];

export async function saveWeights(model: LayersModel): Promise<WeightsSnapshot> {
  return Promise.all(model.weights.map(async (weight) => Float32Array.from(await weight.read().data())));
}

export function restoreWeights(model: LayersModel, snapshot: WeightsSnapshot): void {
  tf.tidy(() => {
    model.weights.forEach((weight, i) => {
      const variable = weight.read() as tf.Variable;
      // Not `write`: the weight was saved as it was, after its constraint.
      variable.assign(tf.tensor((snapshot[i] as Float32Array).slice(), variable.shape, variable.dtype));
    });
  });
}
