import './on-cpu.js';
import { model as functionalModel, input, type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { ModelError, StudyFileError } from '../../pipeline/errors.js';
import type { Task } from '../../pipeline/load/data.js';
import { buildModel } from '../../pipeline/train/build-model.js';

const task: Task = { kind: 'classification', inputShape: [4], classes: ['a', 'b', 'c'] };
const regression: Task = { kind: 'regression', inputShape: [4], targets: ['y'] };

const net = (...stack: layers.Layer[]) => sequential({ layers: [layers.inputLayer({ inputShape: [4] }), ...stack] });
const everyInitializer = () =>
  net(
    layers.dense({ units: 5, kernelInitializer: 'glorotUniform', biasInitializer: 'randomNormal' }),
    layers.dense({ units: 5, kernelInitializer: 'truncatedNormal' }),
    layers.dense({ units: 5, kernelInitializer: 'heNormal' }),
    layers.reshape({ targetShape: [5, 1] }),
    layers.lstm({ units: 3 }), // orthogonal recurrent kernel
    layers.dense({ units: 3 }),
  );
const weightsOf = (model: LayersModel) => model.weights.map((weight) => Array.from(weight.read().dataSync()));

describe('initial weights', () => {
  test('are bit-equal for the same seed path and differ for another', () => {
    const { random } = Math;
    const [a, b, c] = [
      [7, 0],
      [7, 0],
      [7, 1],
    ].map((path) => weightsOf(buildModel(everyInitializer, {}, task, path)));
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
    expect(Math.random).toBe(random);
  });

  test('Math.random is put back when the function fails', () => {
    const { random } = Math;
    const fail = () => {
      throw new Error('no such layer');
    };
    expect(() => buildModel(fail, {}, task, [1])).toThrow(ModelError);
    expect(() => buildModel(fail, {}, task, [1])).toThrow("the study's `model` function failed: no such layer");
    expect(Math.random).toBe(random);
  });
});

test('hyperparameters and task reach the function; its own OrtuneErrors pass as they are', () => {
  const model = buildModel(
    (hp, given) => net(layers.dense({ units: hp.units, inputShape: [...given.inputShape] })),
    { units: 3 },
    task,
    [1],
  );
  expect(model.outputs[0]?.shape).toEqual([null, 3]);
  const refuse = () => {
    throw new StudyFileError('units');
  };
  expect(() => buildModel(refuse, {}, task, [1])).toThrow(StudyFileError);
});

describe('refuses', () => {
  const twoInputs = () => {
    const [a, b] = [input({ shape: [4] }), input({ shape: [4] })];
    const sum = layers.add().apply([a, b]) as typeof a;
    return functionalModel({ inputs: [a, b], outputs: layers.dense({ units: 3 }).apply(sum) as typeof a });
  };
  const dense = (units: number, activation?: 'softmax' | 'sigmoid' | 'logSoftmax') =>
    layers.dense({
      units,
      ...(activation && { activation: activation as 'softmax' }),
      name: `last_${units}_${activation}`,
    });

  test.each<[string, () => LayersModel, RegExp, Task?]>([
    ['something else', () => JSON.parse('{}'), /must return a tfjs LayersModel, got an object of class Object/],
    ['nothing', () => JSON.parse('null'), /LayersModel, got null/],
    ['an empty model', () => sequential(), /not built/],
    ['two inputs', twoInputs, /2 inputs and 1 outputs/],
    [
      'another input shape',
      () => sequential({ layers: [layers.dense({ units: 3, inputShape: [5] })] }),
      /input shape \[5\].*\[4\]/,
    ],
    [
      'a fixed batch',
      () => sequential({ layers: [layers.dense({ units: 3, batchInputShape: [8, 4] })] }),
      /batch size is fixed to 8/,
    ],
    [
      'too few classes',
      () => net(dense(2)),
      /output shape \[2\] does not fit the task, which has 3 classes: .* 3 units/,
    ],
    ['too many targets', () => net(dense(2)), /output shape \[2\].* 1 regression targets/, regression],
    [
      'an image',
      () => net(layers.reshape({ targetShape: [1, 4] }), layers.dense({ units: 3 })),
      /output shape \[1, 3\]/,
    ],
    ['softmax', () => net(dense(3, 'softmax')), /ends in softmax \(layer `last_3_softmax`\).*remove this activation/],
    ['log-softmax', () => net(dense(3, 'logSoftmax')), /ends in logSoftmax/],
    ['a sigmoid layer', () => net(dense(3), layers.activation({ activation: 'sigmoid' })), /ends in sigmoid/],
    ['a softmax layer', () => net(dense(3), layers.softmax()), /ends in softmax/],
    ['a nested softmax', () => net(net(dense(3, 'softmax'))), /ends in softmax/],
    [
      'no weights',
      () => net(layers.reshape({ targetShape: [4] })),
      /no trainable weights/,
      { ...task, classes: ['a', 'b', 'c', 'd'] },
    ],
    [
      'a stateful layer',
      () => net(layers.reshape({ targetShape: [2, 2] }), layers.simpleRNN({ units: 3, stateful: true })),
      /stateful/,
    ],
  ])('%s', (_name, model, message, forTask = task) => {
    expect(() => buildModel(model, {}, forTask, [1])).toThrow(ModelError);
    expect(() => buildModel(model, {}, forTask, [1])).toThrow(message);
  });

  test('a promise', () => {
    const later = (async () => net(dense(3))) as () => unknown as () => LayersModel;
    expect(() => buildModel(later, {}, task, [1])).toThrow(/got a Promise \(the function must be synchronous\)/);
  });
});

test('a sigmoid output is allowed for regression', () => {
  expect(() =>
    buildModel(() => net(layers.dense({ units: 1, activation: 'sigmoid' })), {}, regression, [1]),
  ).not.toThrow();
});
