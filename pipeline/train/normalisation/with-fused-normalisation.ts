import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable, layers } from '@tensorflow/tfjs-layers';
import { layerPrototype } from '../layer-prototype.js';
import { batchStatistics, normalizeBatch } from './normalize-batch.js';

/** The fields of tfjs's batch normalisation layer that its call uses. */
interface BatchNormalization extends layers.Layer {
  readonly axis: number;
  readonly epsilon: number;
  readonly momentum: number;
  readonly gamma?: LayerVariable;
  readonly beta?: LayerVariable;
  readonly movingMean: LayerVariable;
  readonly movingVariance: LayerVariable;
}

type Call = (
  this: BatchNormalization,
  inputs: tf.Tensor | tf.Tensor[],
  kwargs: { training?: boolean },
) => tf.Tensor | tf.Tensor[];

const prototype = layerPrototype('BatchNormalization') as { call: Call };

/**
 * While `body` runs, batch normalisation layers that train over the last axis use `normalizeBatch`, which has a
 * gradient of its own; any other use of the layer stays as it is.
 */
export function withFusedNormalisation<T>(body: () => T): T {
  const original = prototype.call;
  prototype.call = function (inputs, kwargs) {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    const lastAxis = x && (this.axis === -1 || this.axis === x.rank - 1);
    if (!x || !kwargs.training || !lastAxis || x.rank < 2 || x.rank > 4) return original.call(this, inputs, kwargs);
    const channels = [x.shape[x.rank - 1] as number];
    const gamma = this.gamma?.read() ?? tf.ones(channels);
    const beta = this.beta?.read() ?? tf.zeros(channels);
    const { mean, variance } = batchStatistics(x);
    moveTowards(this.movingMean, mean, this.momentum);
    moveTowards(this.movingVariance, variance, this.momentum);
    return normalizeBatch(x, gamma, beta, this.epsilon);
  };
  try {
    return body();
  } finally {
    prototype.call = original;
  }
}

/** moving <- moving - (moving - value) (1 - momentum), as tfjs has it. */
function moveTowards(moving: LayerVariable, value: tf.Tensor, momentum: number): void {
  const current = moving.read();
  moving.write(tf.sub(current, tf.mul(tf.sub(current, value), 1 - momentum)));
}
