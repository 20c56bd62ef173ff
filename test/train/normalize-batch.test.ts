import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { batchStatistics, normalizeBatch } from '../../pipeline/train/normalisation/normalize-batch.js';
import { withFusedNormalisation } from '../../pipeline/train/normalisation/with-fused-normalisation.js';

/** Step by step, so that tfjs's own gradients of elementary operations are the oracle. */
function plain(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number): tf.Tensor {
  const { mean, variance } = batchStatistics(x);
  return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, epsilon))), gamma), beta);
}

const largestDifference = (a: tf.Tensor, b: tf.Tensor): number => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0] as number;

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('normalizeBatch', () => {
  it('has the value and the gradients of the formula differentiated step by step', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 2, max: 4 }), { minLength: 2, maxLength: 4 }),
        fc.integer({ min: 1, max: 1000 }),
        (shape, seed) => {
          tf.tidy(() => {
            const channels = [shape.at(-1) as number];
            const x = tf.randomNormal(shape, 1, 2, 'float32', seed);
            const gamma = tf.randomNormal(channels, 1, 0.5, 'float32', seed + 1);
            const beta = tf.randomNormal(channels, 0, 1, 'float32', seed + 2);
            const weights = tf.randomNormal(shape, 0, 1, 'float32', seed + 3);
            const gradientsOf = (f: typeof plain) =>
              tf.grads((a, b, c) => tf.sum(tf.mul(f(a, b, c, 1e-3), weights)))([x, gamma, beta]);
            expect(largestDifference(plain(x, gamma, beta, 1e-3), normalizeBatch(x, gamma, beta, 1e-3))).toBeLessThan(
              1e-5,
            );
            const expected = gradientsOf(plain);
            gradientsOf(normalizeBatch).forEach((gradient, i) => {
              expect(largestDifference(gradient, expected[i] as tf.Tensor)).toBeLessThan(2e-4);
            });
          });
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('withFusedNormalisation', () => {
  it("gives the layer's own output and moving statistics", () => {
    const x = tf.randomNormal([6, 5, 5, 3], 2, 3, 'float32', 1);
    const build = () => {
      const model = sequential({ layers: [layers.batchNormalization({ inputShape: [5, 5, 3], momentum: 0.9 })] });
      return model;
    };
    const [own, fused] = [build(), build()];
    const expected = own.apply(x, { training: true }) as tf.Tensor;
    const actual = withFusedNormalisation(() => fused.apply(x, { training: true }) as tf.Tensor);
    expect(largestDifference(actual, expected)).toBeLessThan(1e-5);
    own.getWeights().forEach((weight, i) => {
      expect(largestDifference(weight, fused.getWeights()[i] as tf.Tensor)).toBeLessThan(1e-6);
    });
  });

  it('trains layers without scale or offset, which tfjs itself cannot', () => {
    const model = sequential({
      layers: [layers.batchNormalization({ inputShape: [4], scale: false, center: false })],
    });
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8], [2, 4]);
    const y = withFusedNormalisation(() => model.apply(x, { training: true }) as tf.Tensor);
    expect(tf.sum(y).dataSync()[0]).toBeCloseTo(0, 5);
  });
});
