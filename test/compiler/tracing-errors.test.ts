import * as tf from '@tensorflow/tfjs-core';
import { initializers, type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { iris } from '../../datasets/index.js';
import { lazyBackend } from '../../pipeline/compiler/index.js';
import { TracingError } from '../../pipeline/compiler/lazy-backend.js';
import { ModelError, OrtuneError, UnsupportedKernelError } from '../../pipeline/errors.js';
import { exportModel } from '../../pipeline/export/export-model.js';
import { trainModel } from '../../pipeline/train/train-model.js';
import { engines } from './engine-pair.js';

const { onnx, cpu } = engines;

type Body = (x: tf.Tensor) => tf.Tensor;

/** A layer of a user, whose call is `body` and which has one weight. */
class UserLayer extends layers.Layer {
  constructor(
    private readonly body: Body,
    name = 'mine',
  ) {
    super({ name });
  }
  override build(shape: Parameters<layers.Layer['build']>[0]): void {
    this.addWeight('offset', [1], 'float32', initializers.zeros());
    super.build(shape);
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => this.body([inputs].flat()[0] as tf.Tensor));
  }
  static className = 'UserLayer';
}

const models: LayersModel[] = [];

function modelWith(body: Body): LayersModel {
  const model = sequential({
    layers: [layers.dense({ units: 3, inputShape: [4] }), new UserLayer(body), layers.dense({ units: 2 })],
  });
  models.push(model);
  return model;
}

const variablesOf = (model: LayersModel) => model.weights.map((weight) => weight.read() as tf.Variable);

const inference = (model: LayersModel) =>
  onnx.compile({
    name: 'infer',
    model,
    inputs: { x: { shape: [2, 4], dtype: 'float32' } },
    state: variablesOf(model),
    step: ({ x }) => ({ y: model.apply(x, { training: false }) as tf.Tensor }),
  });

/** The error of a promise that must fail. */
async function failureOf(attempt: () => Promise<unknown>): Promise<Error> {
  const error: unknown = await attempt().then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(Error);
  return error as Error;
}

let before: { tensors: number; ids: number };

beforeEach(async () => {
  await onnx.activate();
  before = { tensors: tf.memory().numTensors, ids: lazyBackend.numDataIds() };
});

afterEach(() => {
  for (const model of models.splice(0)) tf.dispose(model.weights.map((weight) => weight.read()));
  // A trace that failed leaves nothing behind.
  expect({ tensors: tf.memory().numTensors, ids: lazyBackend.numDataIds() }).toEqual(before);
});

describe('values that a trace cannot know', () => {
  test.each<[string, Body]>([
    ['dataSync', (x) => ((tf.sum(x).dataSync()[0] ?? 0) > 0 ? x : tf.neg(x))],
    ['arraySync', (x) => tf.tensor(x.arraySync() as number[][])],
    ['bufferSync', (x) => tf.mul(x, x.bufferSync().get(0, 0))],
  ])('%s in a layer', async (_, body) => {
    for (const attempt of [
      () => inference(modelWith(body)),
      () => exportModel({ model: modelWith(body), name: 'm' }),
    ]) {
      const error = await failureOf(attempt);
      expect(error).toBeInstanceOf(TracingError);
      expect(error.message).toMatch(/value was read while a program is traced \(in layer `mine`\).*data-dependent/);
    }
  });

  test('the message names nested layers from the outside in', async () => {
    const inner = modelWith((x) => tf.tensor(x.arraySync() as number[][]));
    const model = sequential({ layers: [layers.dense({ units: 4, inputShape: [4] }), inner] });
    models.push(model);
    models.splice(models.indexOf(inner), 1);
    const { message } = await failureOf(() => inference(model));
    expect(message).toContain('(in layer `sequential_1/mine`)');
  });

  test('constants can be read, since their values are known', async () => {
    const program = await inference(modelWith((x) => tf.mul(x, tf.scalar(2).dataSync()[0] as number)));
    program.dispose();
  });
});

describe('numbers that JavaScript draws or counts', () => {
  let calls = 0;
  let clock = 0;

  test.each<[string, Body, RegExp]>([
    ['Math.random', (x) => tf.mul(x, Math.random()), /random numbers are drawn.*\(in layer `mine`\)/],
    ['tf.randomUniform', (x) => tf.mul(x, tf.randomUniform(x.shape)), /random numbers are drawn.*\(in layer `mine`\)/],
    ['tf.randomNormal', (x) => tf.add(x, tf.randomNormal([3])), /random numbers are drawn.*\(in layer `mine`\)/],
    ['tf.dropout', (x) => tf.dropout(x, 0.5), /random numbers are drawn.*\(in layer `mine`\)/],
    [
      'a generator with a seed',
      (x) => tf.add(x, tf.randomNormal([3], 0, 1, 'float32', ++calls)),
      /layer `mine` does not/,
    ],
    ['a counter of calls', (x) => tf.mul(x, ++calls), /layer `mine` does not do the same each time/],
    ['a temperature that falls', (x) => tf.div(x, 10 * 0.9 ** calls++), /layer `mine` does not do the same each time/],
    ['a clock', (x) => tf.mul(x, ++clock), /layer `mine` does not do the same each time/],
    ['a size that changes', (x) => tf.add(x, tf.sum(tf.ones([(calls++ % 2) + 2]))), /layer `mine` does not/],
    ['a large table', (x) => tf.add(x, tf.mean(tf.range(calls++, calls + 99))), /layer `mine` does not/],
  ])('%s', async (_, body, message) => {
    const error = await failureOf(() => inference(modelWith(body)));
    expect(error).toBeInstanceOf(TracingError);
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/input of the program/);
  });

  test('an export refuses them too', async () => {
    const random = await failureOf(() => exportModel({ model: modelWith((x) => tf.mul(x, Math.random())), name: 'm' }));
    expect(random.message).toMatch(/random numbers are drawn.*\(in layer `mine`\)/);
    const counted = await failureOf(() => exportModel({ model: modelWith((x) => tf.mul(x, ++calls)), name: 'm' }));
    expect(counted.message).toMatch(/constant in layer `mine` differs/);
  });

  test('a mask with a fixed seed is a constant in tfjs too', async () => {
    const body: Body = (x) => tf.dropout(tf.ones(x.shape), 0.5, undefined, 3);
    const program = await inference(modelWith(body));
    program.dispose();
  });

  test('Math.random is itself again', () => {
    expect(Math.random()).toBeLessThan(1);
  });
});

describe('kernels without an ONNX counterpart', () => {
  test.each<[string, string, Body]>([
    ['unique', 'Unique', (x) => tf.unique(tf.reshape(x, [-1])).values],
    ['multinomial', 'Multinomial', (x) => tf.multinomial(x as tf.Tensor2D, 2, 5)],
    [
      'nonMaxSuppression',
      'NonMaxSuppressionV3',
      (x) => tf.image.nonMaxSuppression(tf.zeros([2, 4]), tf.slice(tf.reshape(x, [-1]), 0, 2) as tf.Tensor1D, 1),
    ],
  ])('%s', async (_, kernel, body) => {
    for (const attempt of [
      () => inference(modelWith(body)),
      () => exportModel({ model: modelWith(body), name: 'm' }),
    ]) {
      const error = await failureOf(attempt);
      expect(error).toBeInstanceOf(UnsupportedKernelError);
      expect(error).toMatchObject({ kernel, layer: 'mine' });
      expect(error.message).toMatch(new RegExp(`kernel \`${kernel}\`.*layer \`mine\``));
    }
  });
});

describe('programs that do not fit their data', () => {
  test('a model that was built before the engine was activated', async () => {
    await cpu.activate();
    const model = sequential({ layers: [layers.dense({ units: 2, inputShape: [4], name: 'early' })] });
    await onnx.activate();
    const error = await failureOf(() => inference(model));
    expect(error).toBeInstanceOf(OrtuneError);
    expect(error.message).toMatch(
      /variable `early\/kernel` does not live in the `onnx` backend: build the model after/,
    );
    model.dispose();
  });

  test('inputs of the wrong length, and none', async () => {
    const program = await inference(modelWith((x) => x));
    const short = await failureOf(() => program.run({ x: new Float32Array(7) }));
    expect(short.message).toMatch(/input `x`.*\[2, ?4\].*8.*7|input `x`.*\[2, ?4\].*7/);
    const missing = await failureOf(() => program.run({} as { x: Float32Array }));
    expect(missing.message).toMatch(/input `x`/);
    program.dispose();
  });

  test('a stateful layer', async () => {
    const model = sequential({
      layers: [layers.lstm({ units: 2, stateful: true, batchInputShape: [2, 3, 4], name: 'remembering' })],
    });
    models.push(model);
    for (const attempt of [() => inference(model), () => exportModel({ model, name: 'm' })]) {
      const error = await failureOf(attempt);
      expect(error).toBeInstanceOf(ModelError);
      expect(error.message).toMatch(/layer `remembering` is stateful.*`stateful: false`/);
    }
    tf.dispose((model.layers[0] as layers.RNN).states as tf.Tensor[]);
  });
});

test('a training names the layer', async () => {
  const data = await iris().load();
  const plan = { epochs: 1, batchSize: 16, optimizer: { name: 'sgd', learningRate: 0.1 } } as const;
  for (const [body, message] of [
    [(x: tf.Tensor) => tf.mul(x, Math.random()), /layer `mine` \(UserLayer\) draws random numbers/],
    [(x: tf.Tensor) => tf.tensor(x.arraySync() as number[][]), /mine/],
  ] as const) {
    const model = modelWith(body);
    const error = await failureOf(() => trainModel({ engine: onnx, model, plan, data, seedPath: [1] }));
    expect(error).toBeInstanceOf(OrtuneError);
    expect(error.message).toMatch(message);
  }
});
