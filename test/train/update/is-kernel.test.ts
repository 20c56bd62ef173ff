import '../on-cpu.js';
import { describe, expect, test } from 'vitest';
import { isKernel } from '../../../pipeline/train/update/is-kernel.js';
import { layerCases } from '../../compiler/layer-cases/index.js';

/** Every weight that a layer of tfjs-layers, or of the cases, can train. A new name has to be decided upon here. */
const decays: Readonly<Record<string, boolean>> = {
  kernel: true,
  recurrent_kernel: true,
  depthwise_kernel: true,
  pointwise_kernel: true,
  embeddings: true,
  bias: false,
  gamma: false,
  beta: false,
  alpha: false,
  // Of a layer of one's own: one number, so no kernel.
  steepness: false,
};

describe('every layer there is', () => {
  const cases = Object.values(layerCases).flat();
  test.each(cases)('$name', ({ model }) => {
    const network = model((low) => low);
    for (const weight of network.trainableWeights) {
      const own = weight.originalName.split('/').at(-1) ?? '';
      expect(Object.keys(decays)).toContain(own);
      expect(isKernel(weight), `${weight.originalName} [${weight.shape.join(', ')}]`).toBe(decays[own]);
    }
    network.dispose();
  });
});

test.each<[string, number[], boolean]>([
  ['mixing/weight', [4, 4], true],
  ['mixing/weight', [4], false],
  ['mixing/temperature', [], false],
  ['attention/query_bias', [4, 8], false],
  ['attention/queryBias', [4, 8], false],
  // A layer's name is no weight's name.
  ['bias/kernel', [3, 3], true],
  ['outer/beta/inner/kernel', [3, 3], true],
  // Normalisation over several axes.
  ['layer_normalization/gamma', [7, 7, 3], false],
  ['kernel', [3, 3], true],
])('a weight %s of shape %j: %s', (originalName, shape, expected) => {
  expect(isKernel({ originalName, shape })).toBe(expected);
});
