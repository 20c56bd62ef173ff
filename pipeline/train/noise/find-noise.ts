import * as tf from '@tensorflow/tfjs-core';
import type { NoiseDraw } from './noise-layers.js';
import { withFrozenWeights } from './with-frozen-weights.js';
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
