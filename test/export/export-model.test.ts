import * as tf from '@tensorflow/tfjs-core';
import {
  model as functionalModel,
  input,
  type LayersModel,
  layers,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import { decodeModel } from '../../pipeline/compiler/onnx-file/decode-model.js';
import { openEngine } from '../../pipeline/compiler/open-engine.js';
import { ModelError, OrtuneError } from '../../pipeline/errors.js';
import { type ExportRequest, exportModel } from '../../pipeline/export/export-model.js';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { withSeededMathRandom } from '../../pipeline/random/with-seeded-math-random.js';
import { ortuneVersion } from '../../pipeline/version.js';

const cpu = await openEngine('cpu');
const onnx = await openEngine('onnx', { threads: 1 });

beforeAll(() => onnx.activate());

const numbers = (length: number, ...path: (string | number)[]) => {
  const random = randomStream('export', ...path);
  return Float32Array.from({ length }, () => random.normal());
};

/** A small network in the manner of LeNet. */
const lenet = (): LayersModel =>
  withSeededMathRandom(randomStream('lenet'), () =>
    sequential({
      layers: [
        layers.conv2d({ inputShape: [16, 16, 2], filters: 4, kernelSize: 3, activation: 'relu' }),
        layers.maxPooling2d({ poolSize: 2, strides: 2 }),
        layers.conv2d({ filters: 8, kernelSize: 3, useBias: false }),
        layers.batchNormalization(),
        layers.reLU(),
        layers.maxPooling2d({ poolSize: 2, strides: 2 }),
        layers.flatten(),
        layers.dense({ units: 16, activation: 'relu' }),
        layers.dropout({ rate: 0.5 }),
        layers.dense({ units: 10 }),
      ],
    }),
  );

async function run(file: Uint8Array, feeds: Record<string, Tensor>): Promise<Record<string, Tensor>> {
  const session = await InferenceSession.create(file, { intraOpNumThreads: 1 });
  const results = await session.run(feeds);
  await session.release();
  return results as Record<string, Tensor>;
}

async function predict(model: LayersModel, x: Float32Array, shape: readonly number[]): Promise<Float32Array> {
  const y = tf.tidy(() => model.predict(tf.tensor(x, [...shape])) as tf.Tensor);
  const values = (await y.data()) as Float32Array;
  y.dispose();
  return values;
}

function largestGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((worst, value, i) => Math.max(worst, Math.abs(value - (b[i] as number))), 0);
}

const opsOf = (file: Uint8Array) => decodeModel(file).graph.nodes.map(({ opType }) => opType);

describe('the file', () => {
  test('says where it comes from and what it takes and gives', async () => {
    const model = lenet();
    const file = await exportModel({
      model,
      name: 'digits',
      docString: 'Reads digits.',
      metadata: { classes: '["0","1"]', seed: '7' },
    });
    const { graph, ...header } = decodeModel(file);
    expect(header).toMatchObject({
      producerName: 'ortune',
      producerVersion: ortuneVersion,
      docString: 'Reads digits.',
      metadata: { classes: '["0","1"]', seed: '7' },
      opsetImports: [{ domain: '', version: 18 }],
    });
    expect(graph.name).toBe('digits');
    expect(graph.inputs).toMatchObject([{ name: 'input', shape: ['batch', 16, 16, 2] }]);
    expect(graph.outputs).toMatchObject([{ name: 'output', shape: ['batch', 10] }]);
    model.dispose();
  });

  test('is named after the layers, and is the same whatever the process built before', async () => {
    const [first, second] = [lenet(), lenet()];
    const [a, b] = [
      await exportModel({ model: first, name: 'digits' }),
      await exportModel({ model: second, name: 'digits' }),
    ];
    expect(Buffer.from(a).equals(Buffer.from(b))).toBe(true);
    const { nodes, initializers } = decodeModel(a).graph;
    const names = [...nodes, ...initializers].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining(['conv2d_1/Conv', 'conv2d_2/Conv', 'dense_1/Gemm', 'dense_2/kernel', 'dense_2/bias']),
    );
    first.dispose();
    second.dispose();
  });

  test('folds normalisation and flattening into weights: a LeNet has one transpose, at its input', async () => {
    const model = lenet();
    const ops = opsOf(await exportModel({ model, name: 'digits' }));
    expect(ops.filter((op) => op === 'Transpose')).toHaveLength(1);
    expect(ops[0]).toBe('Transpose');
    expect(ops).not.toContain('BatchNormalization');
    expect(ops).not.toContain('Shape');
    model.dispose();
  });

  test('gives the same at every batch size', async () => {
    const model = lenet();
    const file = await exportModel({ model, name: 'digits' });
    const size = 16 * 16 * 2;
    for (const batch of [1, 7, 64, 1009]) {
      const x = numbers(batch * size, batch);
      const { output } = await run(file, { input: new Tensor('float32', x, [batch, 16, 16, 2]) });
      expect(output?.dims).toEqual([batch, 10]);
      const expected = await predict(model, x, [batch, 16, 16, 2]);
      expect(largestGap(expected, output?.data as Float32Array)).toBeLessThan(1e-5);
    }
    model.dispose();
  });

  test('declares sizes that happen to be those it was traced with', async () => {
    const model = sequential({
      layers: [
        layers.dense({ units: 1009, inputShape: [2] }),
        layers.batchNormalization(),
        layers.dense({ units: 2018 }),
      ],
    });
    const { outputs } = decodeModel(await exportModel({ model, name: 'wide' })).graph;
    expect(outputs).toMatchObject([{ shape: ['batch', 2018] }]);
    model.dispose();
  });
});

describe('the model', () => {
  test('may live in either engine, and is left as it was', async () => {
    await cpu.activate();
    const model = lenet();
    const weights = model.weights.map((weight) => weight.read().dataSync());
    const before = tf.memory().numTensors;
    const file = await exportModel({ model, name: 'digits' });
    expect(tf.getBackend()).toBe('cpu');
    expect(tf.memory().numTensors).toBe(before);
    expect(model.weights.map((weight) => weight.read().dataSync())).toEqual(weights);
    const x = numbers(512, 'x');
    const expected = await predict(model, x, [1, 16, 16, 2]);
    model.dispose();
    await onnx.activate();
    const { output } = await run(file, { input: new Tensor('float32', x, [1, 16, 16, 2]) });
    expect(largestGap(expected, output?.data as Float32Array)).toBeLessThan(1e-5);
    const other = lenet();
    expect(Buffer.from(await exportModel({ model: other, name: 'digits' })).equals(Buffer.from(file))).toBe(true);
    other.dispose();
  });

  test('may have a fixed batch size, which the file does not have', async () => {
    const model = sequential({ layers: [layers.dense({ units: 2, batchInputShape: [3, 4] })] });
    const file = await exportModel({ model, name: 'm' });
    const { output } = await run(file, { input: new Tensor('float32', numbers(20, 'x'), [5, 4]) });
    expect(output?.dims).toEqual([5, 2]);
    model.dispose();
  });

  test('has its inputs and outputs by name', async () => {
    const [left, right] = [input({ shape: [3], name: 'left' }), input({ shape: [3], dtype: 'int32', name: 'right' })];
    const shared = layers.dense({ units: 2, name: 'score' });
    const embedded = layers.flatten().apply(layers.embedding({ inputDim: 5, outputDim: 1 }).apply(right));
    const outputs = [
      shared.apply(left),
      shared.apply(embedded),
      layers.concatenate().apply([left, embedded as SymbolicTensor]),
      left,
    ] as SymbolicTensor[];
    const model = functionalModel({ inputs: [left, right], outputs });
    const file = await exportModel({ model, name: 'm' });
    const { graph } = decodeModel(file);
    expect(graph.inputs).toMatchObject([
      { name: 'left', elemType: 1, shape: ['batch', 3] },
      { name: 'right', elemType: 6, shape: ['batch', 3] },
    ]);
    expect(graph.outputs.map(({ name }) => name)).toEqual(['score', 'score_2', 'concatenate_1', 'left_2']);
    const x = numbers(6, 'left');
    const results = await run(file, {
      left: new Tensor('float32', x, [2, 3]),
      right: new Tensor('int32', Int32Array.of(0, 1, 2, 3, 4, 0), [2, 3]),
    });
    expect(results.left_2?.data).toEqual(x);
    const named = await exportModel({ model, name: 'm', inputNames: ['a', 'b'], outputNames: ['c', 'd', 'e', 'f'] });
    expect(decodeModel(named).graph.outputs.map(({ name }) => name)).toEqual(['c', 'd', 'e', 'f']);
    model.dispose();
  });

  test('may depend on the size of the batch in ways that a graph can express', async () => {
    class Position extends layers.Layer {
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        return tf.tidy(() => {
          const [x] = [inputs].flat() as [tf.Tensor];
          const [batch, features] = x.shape as [number, number];
          const rows = tf.reshape(tf.range(0, batch, 1, 'float32'), [batch, 1]);
          const table = tf.tensor(Array.from({ length: batch }, () => [1, 2, 3]));
          return tf.add(tf.add(tf.concat([x, tf.ones([batch, features])], 1), rows), tf.concat([table, table], 1));
        });
      }
      static className = 'Position';
    }
    const model = sequential({ layers: [layers.dense({ units: 3, inputShape: [2] }), new Position({})] });
    const file = await exportModel({ model, name: 'm' });
    expect(decodeModel(file).graph.outputs[0]?.shape).toEqual(['batch', 6]);
    for (const batch of [1, 4]) {
      const x = numbers(2 * batch, 'x', batch);
      const { output } = await run(file, { input: new Tensor('float32', x, [batch, 2]) });
      const expected = await predict(model, x, [batch, 2]);
      expect(largestGap(expected, output?.data as Float32Array)).toBeLessThan(1e-5);
    }
    model.dispose();
  });
});

describe('transforms', () => {
  const before = (x: tf.Tensor) => tf.sub(tf.div(tf.reshape(x, [-1, 16, 16, 2]), 127.5), 1);
  const after = (y: tf.Tensor) => tf.softmax(y);

  test('are part of the graph', async () => {
    const model = lenet();
    const file = await exportModel({ model, name: 'digits', before, after, inputShape: [512] });
    expect(decodeModel(file).graph.inputs).toMatchObject([{ shape: ['batch', 512] }]);
    const pixels = numbers(3 * 512, 'pixels').map((value) => 127 + 50 * value);
    const { output } = await run(file, { input: new Tensor('float32', pixels, [3, 512]) });
    const y = tf.tidy(() => after(model.predict(before(tf.tensor(pixels, [3, 512]))) as tf.Tensor));
    expect(largestGap(await y.data(), output?.data as Float32Array)).toBeLessThan(1e-6);
    y.dispose();
    model.dispose();
  });

  test('are refused where it is not clear what they belong to', async () => {
    const [a, b] = [input({ shape: [2] }), input({ shape: [2] })];
    const model = functionalModel({ inputs: [a, b], outputs: layers.add().apply([a, b]) as SymbolicTensor });
    await expect(exportModel({ model, name: 'm', before })).rejects.toThrow(ModelError);
    await expect(exportModel({ model, name: 'm', before })).rejects.toThrow(/several inputs or outputs/);
    model.dispose();
  });
});

describe('what cannot be exported', () => {
  class PerBatch extends layers.Layer {
    constructor(private readonly body: (x: tf.Tensor) => tf.Tensor) {
      super({ name: 'mine' });
    }
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      return tf.tidy(() => this.body([inputs].flat()[0] as tf.Tensor));
    }
    static className = 'PerBatch';
  }

  test.each<[string, (x: tf.Tensor) => tf.Tensor, RegExp]>([
    ['division by the batch size', (x) => tf.div(x, x.shape[0] as number), /constant in layer `mine`/],
    [
      'a number for every sample',
      (x) => tf.mul(x, tf.reshape(tf.linspace(0, 1, x.shape[0] as number), [-1, 1])),
      /`mine`/,
    ],
    ['one more row than samples', (x) => tf.concat([x, tf.ones([1, 3])], 0), /dimension in layer `mine`/],
    [
      'other operations for larger batches',
      (x) => ((x.shape[0] as number) > 1010 ? tf.neg(x) : x),
      /different graph for another batch size/,
    ],
  ])('%s', async (_, body, message) => {
    const model = sequential({ layers: [layers.dense({ units: 3, inputShape: [2] }), new PerBatch(body)] });
    const before = tf.memory().numTensors;
    const attempt = exportModel({ model, name: 'm' });
    await expect(attempt).rejects.toThrow(OrtuneError);
    await expect(attempt).rejects.toThrow(message);
    expect(tf.getBackend()).toBe('onnx');
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  test('an input of unknown length', async () => {
    const model = sequential({ layers: [layers.dense({ units: 3, inputShape: [null, 2] })] });
    const attempt = (request: Partial<ExportRequest> = {}) => exportModel({ model, name: 'm', ...request });
    await expect(attempt()).rejects.toThrow(ModelError);
    await expect(attempt()).rejects.toThrow(/unknown dimension besides the batch \(\[null,null,2\]\)/);
    const file = await attempt({ inputShape: [5, 2] });
    expect(decodeModel(file).graph.inputs).toMatchObject([{ shape: ['batch', 5, 2] }]);
    model.dispose();
  });
});
