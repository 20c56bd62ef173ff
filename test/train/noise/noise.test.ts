import '../on-cpu.js';
import * as tf from '@tensorflow/tfjs-core';
import { model as functionalModel, input, type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { ModelError } from '../../../pipeline/errors.js';
import { randomStream } from '../../../pipeline/random/random-stream.js';
import { fillNoise } from '../../../pipeline/train/noise/fill-noise.js';
import { findNoise } from '../../../pipeline/train/noise/find-noise.js';
import type { NoiseDraw } from '../../../pipeline/train/noise/noise-layers.js';
import { withNoise } from '../../../pipeline/train/noise/with-noise.js';

const models: LayersModel[] = [];
afterAll(() => tf.dispose(models.flatMap((model) => model.weights.map((weight) => weight.read()))));

function stack(inputShape: number[], ...rest: layers.Layer[]): LayersModel {
  const model = sequential({ layers: [layers.inputLayer({ inputShape }), ...rest] });
  models.push(model);
  return model;
}

/** Output for an input, with the noise given as one array a draw. */
function run(model: LayersModel, x: tf.Tensor, noise: readonly number[][], training = true): number[] {
  return tf.tidy(() => {
    let next = 0;
    const provide = ({ shape }: NoiseDraw['noise']) => tf.tensor(noise[next++] ?? [], [...shape]);
    const output = withNoise(provide, () => model.apply(x, { training }) as tf.Tensor);
    expect(next).toBe(training ? noise.length : 0);
    return Array.from(output.dataSync());
  });
}

const x4 = () => tf.tensor2d([[1, 2, 3, 4]]);

describe('formulas', () => {
  test('dropout keeps and scales by 1 / (1 - rate)', () => {
    expect(run(stack([4], layers.dropout({ rate: 0.75 })), x4(), [[1, 0, 0, 1]])).toEqual([4, 0, 0, 16]);
  });

  test('dropout with a noise shape draws one mask for several elements', () => {
    const model = stack([2, 2], layers.dropout({ rate: 0.5, noiseShape: [1, 1, 2] }));
    expect(
      run(
        model,
        tf.tensor3d([
          [
            [1, 2],
            [3, 4],
          ],
        ]),
        [[0, 1]],
      ),
    ).toEqual([0, 4, 0, 8]);
  });

  test('spatial dropout drops whole channels', () => {
    const model = stack([2, 2], layers.spatialDropout1d({ rate: 0.5 }));
    expect(
      run(
        model,
        tf.tensor3d([
          [
            [1, 2],
            [3, 4],
          ],
        ]),
        [[1, 0]],
      ),
    ).toEqual([2, 0, 6, 0]);
  });

  test('gaussian noise adds, gaussian dropout multiplies', () => {
    expect(run(stack([4], layers.gaussianNoise({ stddev: 0.5 })), x4(), [[1, -1, 2, 0]])).toEqual([1.5, 1.5, 4, 4]);
    // stddev = sqrt(0.8 / 0.2) = 2
    const [a, b, c, d] = run(stack([4], layers.gaussianDropout({ rate: 0.8 })), x4(), [[1, -1, 0, 0.25]]);
    for (const [got, want] of [
      [a, 3],
      [b, -2],
      [c, 3],
      [d, 6],
    ])
      expect(got).toBeCloseTo(want ?? 0, 5);
  });

  test('alpha dropout keeps mean 0 and variance 1 of standard normal activations', () => {
    const n = 200_000;
    const random = randomStream('alpha');
    const values = Float32Array.from({ length: n }, () => random.normal());
    const mask = new Uint8Array(n);
    fillNoise({ kind: 'mask', keep: 0.8 }, mask, random);
    const out = run(stack([n], layers.alphaDropout({ rate: 0.2 })), tf.tensor2d(values, [1, n]), [Array.from(mask)]);
    const mean = out.reduce((sum, value) => sum + value, 0) / n;
    const variance = out.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
  });

  test('nothing is drawn in inference mode, nor at a rate of 0', () => {
    const model = stack([4], layers.dropout({ rate: 0.5 }), layers.gaussianNoise({ stddev: 1 }));
    expect(run(model, x4(), [[], []], false)).toEqual([1, 2, 3, 4]);
    expect(run(stack([4], layers.dropout({ rate: 0 })), x4(), [])).toEqual([1, 2, 3, 4]);
  });
});

describe('findNoise', () => {
  const shapes = (model: LayersModel, x: tf.Tensor) =>
    findNoise(() => model.apply(x, { training: true }) as tf.Tensor).map(({ kind, shape }) => [kind, shape]);

  test('sees shared layers, nested models and layers inside wrappers, in order', () => {
    const inner = stack([4], layers.dropout({ rate: 0.5 }), layers.dense({ units: 3 }));
    const shared = layers.gaussianNoise({ stddev: 0.1 });
    const a = input({ shape: [4] });
    const b = shared.apply(inner.apply(shared.apply(a))) as ReturnType<typeof input>;
    const model = functionalModel({ inputs: a, outputs: b });
    models.push(model);
    expect(shapes(model, tf.zeros([5, 4]))).toEqual([
      ['normal', [5, 4]],
      ['mask', [5, 4]],
      ['normal', [5, 3]],
    ]);
    const wrapped = stack([2, 3], layers.timeDistributed({ layer: layers.dropout({ rate: 0.5 }) }));
    expect(shapes(wrapped, tf.zeros([7, 2, 3]))).toEqual([
      ['mask', [7, 3]],
      ['mask', [7, 3]],
    ]);
  });

  test('leaves batch statistics and memory as they were', () => {
    const model = stack([3], layers.batchNormalization(), layers.dropout({ rate: 0.5 }));
    const x = tf.tensor2d([
      [1, 2, 3],
      [5, 6, 9],
    ]);
    const weights = () => model.weights.map((weight) => Array.from(weight.read().dataSync()));
    const before = { weights: weights(), tensors: tf.memory().numTensors };
    expect(shapes(model, x)).toEqual([['mask', [2, 3]]]);
    expect({ weights: weights(), tensors: tf.memory().numTensors }).toEqual(before);
    x.dispose();
  });
});

describe('other randomness is refused by name', () => {
  const forward = (model: LayersModel, x: tf.Tensor) => () =>
    findNoise(() => model.apply(x, { training: true }) as tf.Tensor);

  test.each([{ dropout: 0.5 }, { recurrentDropout: 0.5 }])('recurrent cells with %j', (options) => {
    const model = stack([3, 2], layers.lstm({ units: 2, name: `memory_${Object.keys(options)[0]}`, ...options }));
    expect(forward(model, tf.zeros([1, 3, 2]))).toThrow(ModelError);
    expect(forward(model, tf.zeros([1, 3, 2]))).toThrow(/layer `memory_\w+` \(LSTM\) draws random numbers/);
  });

  test('a layer of the user', () => {
    class Jitter extends layers.Layer {
      static readonly className = 'Jitter';
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        const x = Array.isArray(inputs) ? (inputs[0] as tf.Tensor) : inputs;
        return tf.add(x, tf.randomNormal(x.shape));
      }
    }
    const model = stack([4], new Jitter({ name: 'shaky' }));
    expect(forward(model, tf.zeros([1, 4]))).toThrow(/layer `shaky` \(Jitter\) draws random numbers/);
  });

  test('everything is put back after an error', () => {
    const { random } = Math;
    const model = stack([3, 2], layers.gru({ units: 2, dropout: 0.5 }));
    expect(forward(model, tf.zeros([1, 3, 2]))).toThrow(ModelError);
    expect(Math.random).toBe(random);
    const dropped = tf.tidy(() =>
      (
        stack([1000], layers.dropout({ rate: 0.5 })).apply(tf.ones([1, 1000]), { training: true }) as tf.Tensor
      ).dataSync(),
    );
    expect(new Set(dropped)).toEqual(new Set([0, 2]));
  });
});

describe('fillNoise', () => {
  test('the same stream gives the same noise; masks are 0 or 1 with the wanted frequency', () => {
    const sizes = fc.record({
      keep: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      size: fc.integer({ min: 0, max: 50 }),
      seed: fc.integer(),
    });
    fc.assert(
      fc.property(sizes, ({ keep, size, seed }) => {
        const fill = (length: number) => {
          const out = new Uint8Array(length);
          fillNoise({ kind: 'mask', keep }, out, randomStream(seed));
          return out;
        };
        expect(fill(size)).toEqual(fill(size));
        const n = 20_000;
        const ones = fill(n).reduce((sum, value) => sum + value, 0);
        // Six standard deviations of a binomial count.
        expect(Math.abs(ones - n * keep)).toBeLessThan(6 * Math.sqrt(n * keep * (1 - keep)) + 1);
      }),
      { numRuns: 30 },
    );
  });

  test('normals have mean 0 and variance 1', () => {
    const out = new Float32Array(100_000);
    fillNoise({ kind: 'normal' }, out, randomStream('normals'));
    const mean = out.reduce((sum, value) => sum + value, 0) / out.length;
    const variance = out.reduce((sum, value) => sum + (value - mean) ** 2, 0) / out.length;
    expect(Math.abs(mean)).toBeLessThan(0.015);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
  });
});
