import * as tf from '@tensorflow/tfjs-core';
import { LayerVariable } from '@tensorflow/tfjs-layers';
import type { NoiseDraw } from './noise-layers.js';
import { withNoise } from './with-noise.js';

/**
 * What a forward pass draws, in order. Found by running it once with neutral noise: only so are layers found that are
 * called several times, or sit inside other layers, each with the shape it really sees.
 */
export function findNoise(forward: () => tf.Tensor): NoiseDraw['noise'][] {
  const found: NoiseDraw['noise'][] = [];
  withFrozenWeights(() =>
    tf.tidy(() => {
      withNoise((noise) => {
        found.push(noise);
        return tf.ones([...noise.shape]);
      }, forward);
    }),
  );
  return found;
}

/** Batch normalisation updates its statistics in the forward pass; a rehearsal must not. */
function withFrozenWeights(body: () => void): void {
  const { write } = LayerVariable.prototype;
  LayerVariable.prototype.write = function () {
    return this;
  };
  try {
    body();
  } finally {
    LayerVariable.prototype.write = write;
  }
}
