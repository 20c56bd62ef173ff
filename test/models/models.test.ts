import '../train/on-cpu.js';
import * as tf from '@tensorflow/tfjs-core';
import { model as functionalModel, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { convNet, mlp, outputUnits, recurrent, resNet, separableNet } from '../../models/index.js';
import { modelFamilies } from '../../models/registry.js';
import { ModelError } from '../../pipeline/errors.js';
import type { Task } from '../../pipeline/load/data.js';
import { checkModel } from '../../pipeline/train/check-model.js';

const digits: Task = { kind: 'classification', inputShape: [28, 28, 1], classes: [...'0123456789'] };
const houses: Task = { kind: 'regression', inputShape: [8], targets: ['price', 'rent'] };

const classNames = (model: LayersModel) =>
  model.layers.map((layer) => layer.getClassName()).filter((name) => name !== 'InputLayer');

test.each(Object.entries(modelFamilies))(
  '%s builds a network that fits its task from the task alone',
  (_name, family) => {
    expect(() => checkModel(family(digits), digits)).not.toThrow();
  },
);

test('one unit a class or a target', () => {
  expect([outputUnits(digits), outputUnits(houses)]).toEqual([10, 2]);
});

describe('mlp', () => {
  test('its number of weights', () => {
    expect(mlp(houses).countParams()).toBe(8 * 64 + 64 + (64 * 64 + 64) + (64 * 2 + 2));
    expect(mlp({ ...digits, hiddenUnits: 5, layers: 1 }).countParams()).toBe(784 * 5 + 5 + (5 * 10 + 10));
    expect(mlp({ ...houses, layers: 0 }).countParams()).toBe(8 * 2 + 2);
  });

  test('dropout follows every hidden layer, and images are flattened', () => {
    expect(classNames(mlp({ ...digits, dropout: 0.1, activation: 'leakyRelu' }))).toEqual([
      'Flatten',
      ...['Dense', 'LeakyReLU', 'Dropout'],
      ...['Dense', 'LeakyReLU', 'Dropout'],
      'Dense',
    ]);
  });

  test.each([
    ['relu', 2 / 400], // He et al. 2015: 2 / fan-in
    ['selu', 1 / 400], // LeCun: 1 / fan-in
    ['tanh', 2 / 800], // Glorot and Bengio 2010: 2 / (fan-in + fan-out)
  ] as const)('initial kernels for %s have variance %d', (activation, variance) => {
    const wide = mlp({ ...houses, hiddenUnits: 400, activation });
    const kernel = wide.getWeights().find(({ shape }) => shape[0] === 400 && shape[1] === 400);
    const values = Array.from(kernel?.dataSync() ?? []);
    // 160,000 samples: a relative error of about 0.002.
    expect(values.reduce((sum, w) => sum + w ** 2, 0) / values.length / variance).toBeCloseTo(1, 1.5);
  });

  test.each([
    ['batch', 'BatchNormalization'],
    ['layer', 'LayerNormalization'],
  ] as const)('%s normalisation takes the place of the biases', (normalisation, layer) => {
    const model = mlp({ ...houses, normalisation });
    const hidden = ['Dense', layer, 'Activation'];
    expect(classNames(model)).toEqual([...hidden, ...hidden, 'Dense']);
    expect(model.layers.filter((l) => l.getClassName() === 'Dense').map((l) => l.weights.length)).toEqual([1, 1, 2]);
  });

  test('a penalty is l1 times the sum of |w| and l2 times the sum of w^2 of all kernels', () => {
    const model = mlp({ ...houses, hiddenUnits: 5, layers: 1, regularizer: { l1: 0.3, l2: 0.02 } });
    model.predict(tf.zeros([1, 8])); // tfjs knows the losses of a sequential model when it was called
    const kernels = model.getWeights().filter(({ shape }) => shape.length === 2);
    const want = kernels
      .flatMap((kernel) => [...kernel.dataSync()])
      .reduce((sum, w) => sum + 0.3 * Math.abs(w) + 0.02 * w ** 2, 0);
    const penalty = model.calculateLosses().reduce((sum, loss) => sum + (loss.dataSync()[0] ?? Number.NaN), 0);
    expect(kernels).toHaveLength(2);
    expect(penalty / want).toBeCloseTo(1, 5);
  });

  test('only one of the penalties, or none', () => {
    const only = (regularizer: object) => {
      const model = mlp({ ...houses, layers: 0, initializer: { name: 'constant', value: 0.5 }, regularizer });
      model.predict(tf.zeros([1, 8]));
      return model.calculateLosses().map((loss) => loss.dataSync()[0]);
    };
    expect(only({ l1: 0.1 })[0]).toBeCloseTo(0.1 * 16 * 0.5, 5);
    expect(only({ l2: 0.1 })[0]).toBeCloseTo(0.1 * 16 * 0.25, 5);
    expect(only({})).toEqual([]);
    expect(only({ l1: undefined, l2: 0 })).toEqual([]);
    expect(() => only({ l1: -1 })).toThrow('`mlp.regularizer.l1` must be a finite number >= 0, got -1');
  });

  test.each([{ hiddenUnits: 0 }, { hiddenUnits: 2.5 }, { layers: -1 }, { dropout: 1 }, { dropout: Number.NaN }])(
    '%j is refused',
    (options) => {
      expect(() => mlp({ ...houses, ...options })).toThrow(ModelError);
      expect(() => mlp({ ...houses, ...options })).toThrow(`\`mlp.${Object.keys(options)[0]}\` must be`);
    },
  );
});

describe('convNet', () => {
  test('filters double and the image halves from block to block', () => {
    const model = convNet({ ...digits, filters: 4, blocks: 3, denseUnits: 6 });
    const shapes = model.layers.map((layer) => layer.outputShape);
    expect(shapes).toContainEqual([null, 28, 28, 4]);
    expect(shapes).toContainEqual([null, 14, 14, 8]);
    expect(shapes).toContainEqual([null, 3, 3, 16]);
    expect(model.countParams()).toBe(9 * 4 + 4 + (9 * 4 * 8 + 8) + (9 * 8 * 16 + 16) + (144 * 6 + 6) + (6 * 10 + 10));
  });

  test('batch normalisation takes the place of the bias, before the activation', () => {
    const model = convNet({ ...digits, blocks: 1, normalisation: 'batch', dropout: 0.5 });
    expect(classNames(model)).toEqual([
      ...['Conv2D', 'BatchNormalization', 'Activation', 'MaxPooling2D'],
      ...['Flatten', 'Dense', 'Activation', 'Dropout', 'Dense'],
    ]);
    expect(model.layers.find((layer) => layer.getClassName() === 'Conv2D')?.weights).toHaveLength(1);
  });

  test('several convolutions a block, pooled over all positions, without a dense layer: in the manner of VGG', () => {
    const model = convNet({ ...digits, filters: 4, convolutions: 2, globalPooling: true, denseUnits: 0 });
    const convolution = ['Conv2D', 'Activation'];
    const block = [...convolution, ...convolution, 'MaxPooling2D'];
    expect(classNames(model)).toEqual([...block, ...block, 'GlobalAveragePooling2D', 'Dense']);
    const first = 9 * 4 + 4 + (9 * 4 * 4 + 4);
    expect(model.countParams()).toBe(first + (9 * 4 * 8 + 8) + (9 * 8 * 8 + 8) + (8 * 10 + 10));
  });

  test('an image without channels has one', () => {
    expect(convNet({ ...digits, inputShape: [28, 28] }).countParams()).toBe(convNet(digits).countParams());
  });

  test.each<[object, RegExp]>([
    [{ inputShape: [8] }, /samples of shape \[8\]: use mlp/],
    [{ blocks: 5 }, /`convNet.blocks` = 5 .* only 28 by 28: use at most 4/],
    [{ filters: 0 }, /`convNet.filters` must be an integer >= 1, got 0/],
    [{ kernelSize: 1.5 }, /`convNet.kernelSize`/],
    [{ denseUnits: -1 }, /`convNet.denseUnits`/],
    [{ dropout: 2 }, /`convNet.dropout` must be in \[0, 1\), got 2/],
  ])('%j is refused', (options, message) => {
    expect(() => convNet({ ...digits, ...options })).toThrow(ModelError);
    expect(() => convNet({ ...digits, ...options })).toThrow(message);
  });
});

describe('resNet', () => {
  const cifar: Task = { ...digits, inputShape: [32, 32, 3] };
  const kernels = (model: LayersModel) =>
    model.layers.filter((layer) => ['Conv2D', 'Dense'].includes(layer.getClassName())).length;

  test.each([
    [1, 8],
    [2, 14],
    [3, 20],
  ])('%d blocks a stage make %d layers', (blocks, depth) => {
    expect(kernels(resNet({ ...cifar, blocks, shortcut: 'identity' }))).toBe(depth);
    expect(kernels(resNet({ ...cifar, blocks, shortcut: 'none' }))).toBe(depth);
    expect(kernels(resNet({ ...cifar, blocks }))).toBe(depth + 2);
  });

  test('ResNet-20 has the 0.27 M weights of the paper', () => {
    const model = resNet({ ...cifar, blocks: 3, shortcut: 'identity' });
    const trainable = model.trainableWeights.reduce(
      (sum, { shape }) => sum + shape.reduce<number>((n, s) => n * (s ?? 1), 1),
      0,
    );
    expect(trainable / 1e6).toBeCloseTo(0.27, 2);
    const shapes = model.layers.map((layer) => layer.outputShape);
    for (const shape of [
      [32, 32, 16],
      [16, 16, 32],
      [8, 8, 64],
    ])
      expect(shapes).toContainEqual([null, ...shape]);
  });

  test('an identity shortcut passes every second pixel on, with channels of zeros', () => {
    // The convolutions are silent, so the network is its shortcuts, twice: pixels (0, 0), (0, 4), ... of 8 by 8.
    const model = resNet({
      ...{ ...houses, inputShape: [8, 8, 1] },
      filters: 1,
      shortcut: 'identity',
      normalisation: 'none',
    });
    for (const [i, layer] of model.layers.filter((l) => l.getClassName() === 'Conv2D').entries()) {
      const [kernel, bias] = layer.getWeights() as [tf.Tensor, tf.Tensor];
      // The first convolution hands its pixel on; those of the blocks give nothing.
      const centre = tf.tensor4d([0, 0, 0, 0, 1, 0, 0, 0, 0], [3, 3, 1, 1]);
      layer.setWeights([i === 0 ? centre : tf.zerosLike(kernel), bias]);
    }
    const pooled = model.layers.find((l) => l.getClassName() === 'GlobalAveragePooling2D');
    const inner = functionalModel({ inputs: model.inputs, outputs: pooled?.output as SymbolicTensor });
    const y = inner.predict(tf.reshape(tf.range(0, 64), [1, 8, 8, 1])) as tf.Tensor;
    expect([...y.dataSync()]).toEqual([(0 + 4 + 32 + 36) / 4, 0, 0, 0]);
  });

  test.each<[object, RegExp]>([
    [{ inputShape: [8] }, /resNet takes images .* use mlp/],
    [{ inputShape: [3, 3, 1] }, /resNet halves the image 2 times, but it is only 3 by 3/],
    [{ blocks: 0 }, /`resNet.blocks` must be an integer >= 1, got 0/],
    [{ filters: 0.5 }, /`resNet.filters`/],
    [{ shortcut: 'concatenate' }, /`resNet.shortcut` must be 'projection', 'identity' or 'none', got concatenate/],
    [{ normalisation: true }, /`resNet.normalisation` must be 'none', 'batch' or 'layer', got true/],
  ])('%j is refused', (options, message) => {
    expect(() => resNet({ ...cifar, ...options })).toThrow(ModelError);
    expect(() => resNet({ ...cifar, ...options })).toThrow(message);
  });
});

describe('separableNet', () => {
  test('blocks of a depthwise and a 1x1 convolution, the first of a stage with stride 2', () => {
    const model = separableNet({ ...digits, filters: 4, stages: 2, blocks: 2 });
    const half = ['BatchNormalization', 'Activation'];
    const block = ['DepthwiseConv2D', ...half, 'Conv2D', ...half];
    expect(classNames(model)).toEqual([
      ...['Conv2D', ...half],
      ...[...block, ...block, ...block, ...block],
      ...['GlobalAveragePooling2D', 'Dense'],
    ]);
    const sizes = model.layers.filter((l) => l.getClassName() === 'DepthwiseConv2D').map((l) => l.outputShape);
    expect(sizes).toEqual(
      [
        [14, 14, 4],
        [14, 14, 8],
        [7, 7, 8],
        [7, 7, 16],
      ].map((shape) => [null, ...shape]),
    );
  });

  test('its depthwise kernels have He’s variance, 2 of nine inputs', () => {
    const model = separableNet({ ...digits, filters: 2000, stages: 1, blocks: 1 });
    const kernel = model.getWeights().find(({ shape }) => shape[2] === 2000 && shape[3] === 1);
    const values = Array.from(kernel?.dataSync() ?? []);
    expect(values).toHaveLength(18_000);
    // The deviation of the variance of so many uniform draws is sqrt(0.8 / 18000) = 0.7 %.
    expect(values.reduce((sum, w) => sum + w ** 2, 0) / values.length / (2 / 9)).toBeCloseTo(1, 1);
  });

  test.each<[object, RegExp]>([
    [{ stages: 5 }, /`separableNet.stages` = 5 halves the image 5 times, but it is only 28 by 28: use at most 4/],
    [{ blocks: 0 }, /`separableNet.blocks`/],
    [{ filters: 0 }, /`separableNet.filters`/],
    [{ inputShape: [8] }, /separableNet takes images/],
  ])('%j is refused', (options, message) => {
    expect(() => separableNet({ ...digits, ...options })).toThrow(ModelError);
    expect(() => separableNet({ ...digits, ...options })).toThrow(message);
  });
});

describe('recurrent', () => {
  const series: Task = { kind: 'regression', inputShape: [5, 3], targets: ['next'] };

  test.each([
    ['lstm', 4],
    ['gru', 3],
    ['simpleRnn', 1],
  ] as const)('%s has %d gates of weights', (cell, gates) => {
    const model = recurrent({ ...series, cell, units: 7, layers: 2 });
    const layer = (inputs: number) => gates * (inputs * 7 + 7 * 7 + 7);
    expect(model.countParams()).toBe(layer(3) + layer(7) + 8);
    expect(model.layers.map((l) => l.outputShape).slice(1)).toEqual([
      [null, 5, 7],
      [null, 7],
      [null, 1],
    ]);
  });

  test('an image is read row by row', () => {
    const model = recurrent({ ...digits, inputShape: [6, 4, 3], units: 2, dropout: 0.1, normalisation: 'layer' });
    expect(classNames(model)).toEqual(['Reshape', 'LSTM', 'LayerNormalization', 'Dropout', 'Dense']);
    expect(model.layers[1]?.outputShape).toEqual([null, 6, 12]);
  });

  test.each<[object, RegExp]>([
    [{ inputShape: [8] }, /recurrent takes sequences \[time, features\] .* got samples of shape \[8\]: use mlp/],
    [{ units: 0 }, /`recurrent.units`/],
    [{ layers: 0 }, /`recurrent.layers`/],
    [{ cell: 'rnn' }, /`recurrent.cell` must be 'lstm', 'gru' or 'simpleRnn', got rnn/],
  ])('%j is refused', (options, message) => {
    expect(() => recurrent({ ...series, ...options })).toThrow(ModelError);
    expect(() => recurrent({ ...series, ...options })).toThrow(message);
  });
});
