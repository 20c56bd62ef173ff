import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildNetwork, networkNames } from '../../bench/training/networks.js';
import { syntheticSamples } from '../../bench/training/synthetic-batches.js';
import { openEngine } from '../../pipeline/compiler/open-engine.js';

describe('networks of the training bench', () => {
  beforeAll(async () => {
    await (await openEngine('cpu')).activate();
  });

  /** Counted by hand from the layers: weights, biases, gamma and beta. */
  const trainable: Readonly<Record<string, number>> = {
    mlp: 784 * 512 + 512 + 512 * 512 + 512 + 5130,
    lenet: 9 * 32 + 32 + 9 * 32 * 64 + 64 + 1600 * 128 + 128 + 1290,
    resnet8:
      27 * 16 + 32 + (2 * 9 * 256 + 64) + (9 * 512 + 9 * 1024 + 512 + 192) + (9 * 2048 + 9 * 4096 + 2048 + 384) + 650,
    separable:
      27 * 32 +
      64 +
      (288 + 64 + 2048 + 128) +
      (576 + 128 + 8192 + 256) +
      (1152 + 256 + 16384 + 256) +
      (1152 + 256 + 32768 + 512) +
      2570,
    lstm: 4 * 64 * (28 + 64 + 1) + 650,
  };

  test.each(networkNames)('%s has the stated parameters', (name) => {
    const model = buildNetwork(tfl, name);
    expect(model.outputs[0]?.shape).toEqual([null, 10]);
    const count = model.trainableWeights.reduce(
      (sum, { shape }) => sum + (shape as number[]).reduce((a, b) => a * b, 1),
      0,
    );
    expect(count).toBe(trainable[name]);
    model.dispose();
  });
});

describe('syntheticSamples', () => {
  const network = { inputShape: [8, 8, 2], patternStrength: 1 };

  test('the same seed gives the same samples', () => {
    expect(syntheticSamples('a', network, 20)).toEqual(syntheticSamples('a', network, 20));
    expect(syntheticSamples('a', network, 20)).not.toEqual(syntheticSamples('b', network, 20));
  });

  test('labels depend on the samples: class means differ by more than noise explains', () => {
    const count = 2000;
    const { x, y } = syntheticSamples('means', network, count);
    // First pixel's first channel: noise of variance 1 within a class, patterns of variance 1 between classes.
    const means = Array.from({ length: 10 }, (_, label) => {
      const rows = Array.from({ length: count }, (_, i) => i).filter((i) => y[i] === label);
      return rows.reduce((sum, i) => sum + (x[i * 128] ?? 0), 0) / rows.length;
    });
    expect(Math.max(...means) - Math.min(...means)).toBeGreaterThan(1);
  });
});
