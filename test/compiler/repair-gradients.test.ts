import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { engines } from './engine-pair.js';

const shape: [number, number, number, number] = [2, 5, 6, 2];
const numbers = (length: number, phase: number) => Array.from({ length }, (_, i) => Math.sin(1.7 * i + phase));

const makers = {
  'average pooling over borders': () => layers.averagePooling2d({ poolSize: 3, strides: 1, padding: 'same' }),
  'average pooling over borders with stride 2': () =>
    layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
  'dilated depthwise convolution': () =>
    layers.depthwiseConv2d({ kernelSize: 3, dilationRate: 2, padding: 'same', useBias: false }),
} as const;

// All three are linear in images and in kernels, so differences of any size are exact up to rounding.
describe.each(['cpu', 'onnx'] as const)('on %s', (engine) => {
  test.each(Object.entries(makers))('the gradient of %s is that of finite differences', async (_, make) => {
    await engines[engine].activate();
    const layer = make();
    const model = sequential({ layers: [layers.inputLayer({ inputShape: shape.slice(1) }), layer] });
    model.setWeights(model.getWeights().map((w, i) => tf.tensor(numbers(w.size, i), w.shape)));
    const x = tf.variable(tf.tensor(numbers(120, 5), shape));
    const variables = [x, ...model.trainableWeights.map((weight) => weight.read() as tf.Variable)];
    const along = () => {
      const y = model.apply(x, { training: true }) as tf.Tensor;
      return tf.sum(tf.mul(y, tf.tensor(numbers(y.size, 9), y.shape))) as tf.Scalar;
    };
    const { grads } = tf.variableGrads(along, variables);
    for (const variable of variables) {
      const values = Array.from(await variable.data());
      const gradient = (await grads[variable.name]?.data()) ?? [];
      for (let i = 0; i < values.length; i += 7) {
        const at = async (step: number) => {
          variable.assign(tf.tensor(values.with(i, (values[i] ?? 0) + step), variable.shape));
          return (await tf.tidy(along).data())[0] ?? Number.NaN;
        };
        const slope = ((await at(1)) - (await at(-1))) / 2;
        variable.assign(tf.tensor(values, variable.shape));
        expect(gradient[i]).toBeCloseTo(slope, 4);
      }
    }
    tf.dispose([x, ...Object.values(grads)]);
    model.dispose();
  });
});
