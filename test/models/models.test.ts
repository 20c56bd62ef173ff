import '../train/on-cpu.js';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { convNet, mlp, outputUnits } from '../../models/index.js';
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
    const model = convNet({ ...digits, blocks: 1, batchNorm: true, dropout: 0.5 });
    expect(classNames(model)).toEqual([
      ...['Conv2D', 'BatchNormalization', 'Activation', 'MaxPooling2D'],
      ...['Flatten', 'Dense', 'Activation', 'Dropout', 'Dense'],
    ]);
    expect(model.layers.find((layer) => layer.getClassName() === 'Conv2D')?.weights).toHaveLength(1);
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
