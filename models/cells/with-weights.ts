import type { Tensor } from '@tensorflow/tfjs-core';
import { LayerVariable } from '@tensorflow/tfjs-layers';

/**
 * Runs `body` (synchronous) with layers computing with `values` in the place of their weights, which stay as they are. tfjs
 * differentiates by what is read, so gradients reach the values.
 */
export function withWeights<T>(weights: readonly LayerVariable[], values: readonly Tensor[], body: () => T): T {
  const { read } = LayerVariable.prototype;
  LayerVariable.prototype.read = function () {
    const value = values[weights.indexOf(this)];
    return value ?? read.call(this);
  };
  try {
    return body();
  } finally {
    LayerVariable.prototype.read = read;
  }
}
