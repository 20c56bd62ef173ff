import * as tf from '@tensorflow/tfjs-core';
import { initializers, type LayersModel, layers, models, sequential } from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { mlp } from '../../models/mlp.js';
import { ScaleInvariantDense, type ScaleInvariantDenseOptions } from '../../models/scale-invariant-dense.js';
import { decodeModel } from '../../pipeline/compiler/onnx-file/decode-model.js';
import { openEngine } from '../../pipeline/compiler/open-engine.js';
import { exportModel } from '../../pipeline/export/export-model.js';
import type { Task } from '../../pipeline/load/data.js';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { cpu } from '../train/on-cpu.js';

const [inputs, units, rows] = [7, 4, 9];

const numbers = (count: number, ...path: string[]): Float32Array => {
  const random = randomStream('scale-invariant dense', ...path);
  return Float32Array.from({ length: count }, () => random.normal());
};
const x = numbers(rows * inputs, 'x');
const kernel = numbers(inputs * units, 'kernel');

function modelWith(options: Partial<ScaleInvariantDenseOptions>, weights: Float32Array = kernel): LayersModel {
  const first = layers.inputLayer({ inputShape: [inputs] });
  const model = sequential({ layers: [first, new ScaleInvariantDense({ units, ...options })] });
  model.setWeights([tf.tensor2d(weights, [inputs, units])]);
  return model;
}

function outputs(model: LayersModel): Float32Array {
  return tf.tidy(() => (model.predict(tf.tensor2d(x, [rows, inputs])) as tf.Tensor).dataSync() as Float32Array);
}

/** S X W / ||W|| in double precision. */
function closedForm(scale: number, norm: 'layer' | 'class'): number[] {
  const at = (i: number, k: number) => kernel[i * units + k] ?? Number.NaN;
  const rowsOfKernel = Array.from({ length: inputs }, (_, i) => i);
  const lengths = Array.from({ length: units }, (_, k) => Math.hypot(...rowsOfKernel.map((i) => at(i, k))));
  return Array.from({ length: rows * units }, (_, j) => {
    const [row, k] = [Math.floor(j / units), j % units];
    const product = rowsOfKernel.reduce((sum, i) => sum + (x[row * inputs + i] ?? Number.NaN) * at(i, k), 0);
    return (scale * product) / (norm === 'class' ? (lengths[k] ?? Number.NaN) : Math.hypot(...lengths));
  });
}

const largestGap = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? Number.NaN))), 0);

describe.each(['layer', 'class'] as const)('with the norm of the %s', (norm) => {
  test('is S X W / ||W||', () => {
    const model = modelWith({ norm, scale: 3 });
    expect(largestGap(outputs(model), closedForm(3, norm))).toBeLessThan(1e-5);
    model.dispose();
  });

  test('gives the same for c W, c from a thousandth to a thousand', () => {
    const model = modelWith({ norm });
    const before = outputs(model);
    fc.assert(
      fc.property(fc.double({ min: -3, max: 3, noNaN: true }), (exponent) => {
        const c = 10 ** exponent;
        const scaled = modelWith(
          { norm },
          kernel.map((w) => c * w),
        );
        expect(largestGap(outputs(scaled), before)).toBeLessThan(2e-6);
        scaled.dispose();
      }),
      { numRuns: 30, examples: [[-3], [3]] },
    );
    model.dispose();
  });

  test('has gradients at right angles to W, 1 / c of them at c W', () => {
    const y = numbers(rows * units, 'y');
    const gradientAt = (weights: Float32Array) => {
      const model = modelWith({ norm }, weights);
      const gradient = tf.tidy(() => {
        const loss = () => {
          const predicted = model.apply(tf.tensor2d(x, [rows, inputs]), { training: true }) as tf.Tensor;
          return tf.losses.softmaxCrossEntropy(tf.softmax(tf.tensor2d(y, [rows, units])), predicted) as tf.Scalar;
        };
        return Object.values(tf.variableGrads(loss).grads)[0]?.dataSync() as Float32Array;
      });
      model.dispose();
      return gradient;
    };
    const gradient = gradientAt(kernel);
    // Of each class for itself where each has a norm of its own.
    const parts = norm === 'class' ? Array.from({ length: units }, (_, k) => k) : [undefined];
    for (const part of parts) {
      const of = (values: Float32Array) => values.filter((_, i) => part === undefined || i % units === part);
      const [g, w] = [of(gradient), of(kernel)];
      const product = g.reduce((sum, value, i) => sum + value * (w[i] ?? Number.NaN), 0);
      expect(Math.hypot(...g)).toBeGreaterThan(0);
      expect(Math.abs(product) / (Math.hypot(...g) * Math.hypot(...w))).toBeLessThan(1e-5);
    }
    const far = gradientAt(kernel.map((w) => 50 * w));
    expect(
      largestGap(
        far.map((g) => 50 * g),
        gradient,
      ),
    ).toBeLessThan(1e-5);
  });

  test('is exported as one Gemm with the normalised weights', async () => {
    const onnx = await openEngine('onnx', { threads: 1 });
    await onnx.activate();
    const model = modelWith({ norm, scale: 2 });
    const file = await exportModel({ model, name: 'classifier' });
    model.dispose();
    await cpu.activate();
    const { nodes, initializers: constants } = decodeModel(file).graph;
    expect(nodes.map(({ opType }) => opType)).toEqual(['Gemm']);
    expect(constants).toHaveLength(1);
    const session = await InferenceSession.create(file);
    const results = await session.run({ input: new Tensor('float32', x, [rows, inputs]) });
    expect(largestGap(results.output?.data as Float32Array, closedForm(2, norm))).toBeLessThan(1e-5);
    await session.release();
  });

  test('begins with logits as large as the inputs', () => {
    const [wide, many] = [400, 60];
    const first = layers.inputLayer({ inputShape: [wide] });
    const kernelInitializer = initializers.glorotUniform({ seed: 1 });
    const model = sequential({ layers: [first, new ScaleInvariantDense({ units: many, norm, kernelInitializer })] });
    const values = tf.tidy(() =>
      Array.from((model.predict(tf.tensor2d(numbers(200 * wide, 'wide'), [200, wide])) as tf.Tensor).dataSync()),
    );
    const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
    // Inputs of unit variance, and 12,000 numbers: a relative deviation of about 2 %.
    expect(variance).toBeCloseTo(1, 1);
    model.dispose();
  });
});

test('is read from a saved model as it was', async () => {
  const model = modelWith({ norm: 'class', scale: 5 });
  const before = outputs(model);
  const read = await models.modelFromJSON(JSON.parse(model.toJSON() as string));
  read.setWeights([tf.tensor2d(kernel, [inputs, units])]);
  expect(outputs(read)).toEqual(before);
  model.dispose();
  read.dispose();
});

test('refuses options out of range and inputs that are no vectors', () => {
  expect(() => new ScaleInvariantDense({ units: 0 })).toThrow('`scaleInvariantDense.units` must be an integer >= 1');
  expect(() => new ScaleInvariantDense({ units: 2, scale: 0 })).toThrow(
    '`scaleInvariantDense.scale` must be a finite number > 0, got 0',
  );
  const image = layers.inputLayer({ inputShape: [4, 4, 1] });
  expect(() => sequential({ layers: [image, new ScaleInvariantDense({ units: 2 })] })).toThrow(
    'ScaleInvariantDense takes vectors, got samples of shape [4, 4, 1]: flatten them before',
  );
});

test('families end in it for classes only', () => {
  const classes: Task = { kind: 'classification', inputShape: [4], classes: ['a', 'b', 'c'] };
  const model = mlp({ ...classes, output: 'scaleInvariant' });
  expect(model.layers.at(-1)).toBeInstanceOf(ScaleInvariantDense);
  expect(model.outputShape).toEqual([null, 3]);
  model.dispose();
  const values: Task = { kind: 'regression', inputShape: [4], targets: ['a'] };
  expect(() => mlp({ ...values, output: 'scaleInvariant' })).toThrow(
    "`mlp.output` can be 'scaleInvariant' for classification only, not for regression",
  );
});
