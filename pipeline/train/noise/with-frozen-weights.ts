import { LayerVariable } from '@tensorflow/tfjs-layers';

/** Batch normalisation updates its statistics in the forward pass; a rehearsal must not. */
export function withFrozenWeights<T>(body: () => T): T {
  const { write } = LayerVariable.prototype;
  LayerVariable.prototype.write = function () {
    return this;
  };
  try {
    return body();
  } finally {
    LayerVariable.prototype.write = write;
  }
}
