import '../train/on-cpu.js';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';

const shape = [3, 2, 4];
const numbers = (length: number, phase: number) => Array.from({ length }, (_, i) => Math.sin(1.7 * i + phase));

describe.each([
  { axis: -1, scale: true, center: true },
  { axis: [1, 3], scale: true, center: true },
  { axis: -1, scale: false, center: true },
  { axis: 3, scale: true, center: false },
  { axis: -1, scale: false, center: false },
])('layer normalisation %j', (options) => {
  const model = sequential({ layers: [layers.layerNormalization({ ...options, inputShape: shape })] });
  model.setWeights(model.getWeights().map((weight, i) => tf.tensor(numbers(weight.size, i), weight.shape)));
  const x = tf.variable(tf.tensor(numbers(48, 5), [2, ...shape]));
  const direction = tf.tensor(numbers(48, 9), [2, ...shape]);
  const along = (training: boolean) =>
    tf.sum(tf.mul(model.apply(x, { training }) as tf.Tensor, direction)) as tf.Scalar;

  test('gives in training what tfjs gives at inference', () => {
    const [trained, inferred] = [true, false].map((training) => [
      ...(model.apply(x, { training }) as tf.Tensor).dataSync(),
    ]);
    trained?.forEach((value, i) => {
      expect(value).toBeCloseTo(inferred?.[i] ?? Number.NaN, 5);
    });
  });

  test('has the gradients of finite differences', () => {
    const variables = [x, ...model.trainableWeights.map((weight) => weight.read() as tf.Variable)];
    const { grads } = tf.variableGrads(() => along(true), variables);
    for (const variable of variables) {
      const values = [...variable.dataSync()];
      const gradient = grads[variable.name]?.dataSync() ?? [];
      for (let i = 0; i < values.length; i += 5) {
        const at = (step: number) => {
          variable.assign(tf.tensor(values.with(i, (values[i] ?? 0) + step), variable.shape));
          return along(false).dataSync()[0] ?? Number.NaN;
        };
        // float32: a step of 0.01 leaves about three digits.
        const slope = (at(0.01) - at(-0.01)) / 0.02;
        variable.assign(tf.tensor(values, variable.shape));
        expect(Math.abs((gradient[i] ?? Number.NaN) - slope)).toBeLessThan(0.01 * (1 + Math.abs(slope)));
      }
    }
  });
});
