import type { Tensor } from '@tensorflow/tfjs-core';
import { layerPrototype } from '../layer-prototype.js';
import { drawRules } from './noise-layers.js';

type Call = (inputs: Tensor | Tensor[]) => Tensor;

/** Runs `body` (synchronous: a forward pass) with the noise layers of tfjs passing on what they get. */
export function withoutNoise<T>(body: () => T): T {
  const prototypes = Object.keys(drawRules).map((className) => layerPrototype(className) as { call: Call });
  const originals = prototypes.map(({ call }) => call);
  for (const prototype of prototypes) prototype.call = (inputs) => [inputs].flat()[0] as Tensor;
  try {
    return body();
  } finally {
    prototypes.forEach((prototype, i) => {
      prototype.call = originals[i] as Call;
    });
  }
}
