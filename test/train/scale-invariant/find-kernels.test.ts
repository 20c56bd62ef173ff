import * as tf from '@tensorflow/tfjs-core';
import {
  model as functionalModel,
  input,
  type LayersModel,
  layers,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { modelFamilies } from '../../../models/registry.js';
import { ScaleInvariantDense } from '../../../models/scale-invariant-dense.js';
import { layerNames } from '../../../pipeline/compiler/layer-scopes.js';
import type { Task } from '../../../pipeline/load/data.js';
import { randomStream } from '../../../pipeline/random/random-stream.js';
import { withSeededMathRandom } from '../../../pipeline/random/with-seeded-math-random.js';
import { scaleInvariantKernels } from '../../../pipeline/train/scale-invariant/find-kernels.js';
import '../on-cpu.js';

/** What is found, as `layer/weight: norm`. */
function found(model: LayersModel): string[] {
  const kernels = scaleInvariantKernels(model);
  const lines = [...layerNames(model)].flatMap(([layer, name]) =>
    'layers' in layer
      ? []
      : layer.trainableWeights.flatMap((weight) => {
          const norm = kernels.get(weight);
          return norm ? [`${name}/${weight.originalName.split('/').at(-1)}: ${norm}`] : [];
        }),
  );
  expect(lines).toHaveLength(kernels.size);
  model.dispose();
  return lines;
}

const images = () => input({ shape: [8, 8, 2] });
const apply = (layer: layers.Layer, to: SymbolicTensor | SymbolicTensor[]) => layer.apply(to) as SymbolicTensor;
const conv = (options: { activation?: 'relu'; useBias?: boolean; trainable?: boolean } = {}) =>
  layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', ...options });
const finish = (inputs: SymbolicTensor, outputs: SymbolicTensor | SymbolicTensor[]) =>
  functionalModel({ inputs, outputs });

describe('found are', () => {
  test('kernels that only batch normalisation follows, whether or not there is a bias', () => {
    const model = sequential({
      layers: [
        layers.inputLayer({ inputShape: [8, 8, 2] }),
        conv({ useBias: false }),
        layers.batchNormalization(),
        conv(),
        layers.batchNormalization(),
        layers.separableConv2d({ filters: 4, kernelSize: 3 }),
        layers.batchNormalization({ axis: 3 }),
        layers.depthwiseConv2d({ kernelSize: 3 }),
        layers.batchNormalization(),
        layers.flatten(),
        layers.dense({ units: 5 }),
        layers.batchNormalization(),
        layers.dense({ units: 3 }),
      ],
    });
    expect(found(model)).toEqual([
      'conv2d_1/kernel: layer',
      'conv2d_2/kernel: layer',
      'separable_conv2d_1/depthwise_kernel: layer',
      'separable_conv2d_1/pointwise_kernel: layer',
      'depthwise_conv2d_1/depthwise_kernel: layer',
      'dense_1/kernel: layer',
    ]);
  });

  test('kernels of the scale-invariant classifier, with their norm', () => {
    const classifier = (norm: 'layer' | 'class') => new ScaleInvariantDense({ units: 3, norm, name: norm });
    const first = input({ shape: [4] });
    const outputs = [apply(classifier('layer'), first), apply(classifier('class'), first)];
    expect(found(finish(first, outputs))).toEqual(['layer/kernel: layer', 'class/kernel: class']);
  });

  test('those inside of models of a model', () => {
    const image = layers.inputLayer({ inputShape: [8, 8, 2] });
    const inner = sequential({ layers: [image, conv({ useBias: false }), layers.batchNormalization()] });
    const model = sequential({ layers: [layers.inputLayer({ inputShape: [8, 8, 2] }), inner, layers.flatten()] });
    expect(found(model)).toEqual(['conv2d_1/kernel: layer']);
  });

  test.each(Object.entries(modelFamilies))('all but those of the plain layers of %s', (name, family) => {
    const inputShape = name === 'mlp' ? [6] : name === 'recurrent' ? [5, 3] : [8, 8, 1];
    const task: Task = { kind: 'classification', inputShape, classes: ['a', 'b', 'c'] };
    const counts = { mlp: 2, convNet: 2, resNet: 9, separableNet: 13, cellNet: 29, recurrent: 0 };
    expect(found(family({ ...task, normalisation: 'batch' }))).toHaveLength(counts[name as keyof typeof counts]);
    expect(found(family({ ...task, normalisation: 'layer' }))).toEqual([]);
  });
});

describe('not found are', () => {
  test('kernels with an activation before the normalisation, or another layer, or none', () => {
    const model = sequential({
      layers: [
        layers.inputLayer({ inputShape: [8, 8, 2] }),
        conv({ activation: 'relu' }),
        layers.batchNormalization(),
        conv(),
        layers.reLU(),
        layers.batchNormalization(),
        conv(),
        layers.layerNormalization(),
        conv(),
      ],
    });
    expect(found(model)).toEqual([]);
  });

  test('kernels whose outputs go elsewhere too, or out of the model', () => {
    const first = images();
    const convolved = apply(conv(), first);
    const sum = apply(layers.add(), [apply(layers.batchNormalization(), convolved), convolved]);
    expect(found(finish(first, sum))).toEqual([]);
    const second = images();
    const shown = apply(conv(), second);
    expect(found(finish(second, [apply(layers.batchNormalization(), shown), shown]))).toEqual([]);
  });

  test('kernels that are not trained, and normalisation over other axes', () => {
    const model = sequential({
      layers: [
        layers.inputLayer({ inputShape: [8, 8, 2] }),
        conv({ trainable: false }),
        layers.batchNormalization(),
        conv(),
        layers.batchNormalization({ axis: 1 }),
      ],
    });
    expect(found(model)).toEqual([]);
  });

  test('kernels for which another model has a use', () => {
    const [first, layer] = [images(), conv({ useBias: false })];
    const convolved = apply(layer, first);
    const model = finish(first, apply(layers.batchNormalization(), convolved));
    const other = finish(first, apply(layers.reLU(), convolved));
    expect(scaleInvariantKernels(other).size).toBe(0);
    expect(found(model)).toEqual(['conv2d_1/kernel: layer']);
  });
});

test('gradients of what is found are at right angles to it', () => {
  const epsilon = 1e-12;
  const model = withSeededMathRandom(randomStream('angles'), () =>
    sequential({
      layers: [
        layers.inputLayer({ inputShape: [6, 6, 2] }),
        layers.conv2d({ filters: 3, kernelSize: 3 }),
        layers.batchNormalization({ epsilon }),
        layers.reLU(),
        layers.depthwiseConv2d({ kernelSize: 2, useBias: false }),
        layers.batchNormalization({ epsilon }),
        layers.reLU(),
        layers.flatten(),
        layers.dense({ units: 4 }),
        layers.batchNormalization({ epsilon }),
        layers.activation({ activation: 'tanh' }),
        new ScaleInvariantDense({ units: 3 }),
      ],
    }),
  );
  const kernels = [...scaleInvariantKernels(model).keys()];
  expect(kernels).toHaveLength(4);
  const cosines = tf.tidy(() => {
    const [x, labels] = [
      tf.randomNormal([16, 6, 6, 2], 0, 1, 'float32', 1),
      tf.randomUniform([16, 3], 0, 1, 'float32', 2),
    ];
    const loss = () =>
      tf.losses.softmaxCrossEntropy(labels, model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar;
    const { grads } = tf.variableGrads(loss);
    return kernels.map((kernel) => {
      const [g, w] = [grads[kernel.name] as tf.Tensor, kernel.read()];
      return tf.div(tf.sum(tf.mul(g, w)), tf.mul(tf.norm(g), tf.norm(w))).dataSync()[0] ?? Number.NaN;
    });
  });
  for (const cosine of cosines) expect(Math.abs(cosine)).toBeLessThan(1e-5);
  model.dispose();
});
