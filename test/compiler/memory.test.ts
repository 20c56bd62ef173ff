import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { iris } from '../../datasets/index.js';
import { mlp } from '../../models/index.js';
import { lazyBackend } from '../../pipeline/compiler/index.js';
import { exportModel } from '../../pipeline/export/export-model.js';
import { networkInputShape } from '../../pipeline/load/network-input-shape.js';
import { buildModel } from '../../pipeline/train/build-model.js';
import { trainModel } from '../../pipeline/train/train-model.js';
import { engines } from './engine-pair.js';

const { onnx } = engines;

const held = () => ({ tensors: tf.memory().numTensors, ids: lazyBackend.numDataIds() });

/** A regression step on two weights; `factor` is part of the program, so that another one is another program. */
function compileStep(weights: readonly tf.Variable[], factor: number) {
  const [kernel, bias] = weights as [tf.Variable<tf.Rank.R2>, tf.Variable];
  return onnx.compile({
    name: 'step',
    inputs: { x: { shape: [4, 3], dtype: 'float32' }, y: { shape: [4, 2], dtype: 'float32' } },
    state: weights,
    step({ x, y }) {
      const { value, grads } = tf.variableGrads(() => {
        const error = tf.sub(tf.add(tf.matMul(x as tf.Tensor2D, kernel), bias), y);
        return tf.mul(tf.mean(tf.square(error)), factor) as tf.Scalar;
      });
      for (const weight of weights) weight.assign(tf.sub(weight, tf.mul(grads[weight.name] as tf.Tensor, 0.1)));
      return { loss: value };
    },
  });
}

const batch = { x: Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)), y: new Float32Array(8).fill(1) };

test('2,000 steps leave no tensors', async () => {
  await onnx.activate();
  const weights = [tf.variable(tf.zeros([3, 2])), tf.variable(tf.zeros([2]))];
  const program = await compileStep(weights, 1);
  await program.run(batch);
  const before = held();
  let loss = Number.POSITIVE_INFINITY;
  for (let step = 0; step < 2000; step++) loss = (await program.run(batch)).loss[0] as number;
  expect(loss).toBeLessThan(0.01);
  expect(held()).toEqual(before);
  program.dispose();
  tf.dispose(weights);
});

test('200 programs, each compiled, run and disposed of, leave no tensors', async () => {
  await onnx.activate();
  const weights = [tf.variable(tf.zeros([3, 2])), tf.variable(tf.zeros([2]))];
  const before = held();
  for (let i = 1; i <= 200; i++) {
    const program = await compileStep(weights, i / 200);
    await program.run(batch);
    program.dispose();
  }
  expect(held()).toEqual(before);
  tf.dispose(weights);
});

test('whole trainings and exports leave nothing but the weights of their model', async () => {
  await onnx.activate();
  const data = await iris().load();
  const task = { ...data.task, inputShape: networkInputShape(data) };
  const plan = { epochs: 1, batchSize: 32, optimizer: { name: 'adam', learningRate: 0.01 } } as const;
  const before = held();
  for (let trial = 0; trial < 3; trial++) {
    const model = buildModel(() => mlp({ ...task, hiddenUnits: 4, dropout: 0.1 }), {}, task, [1, trial]);
    await trainModel({ engine: onnx, model, plan, data, seedPath: [1, trial] });
    await exportModel({ model, name: 'iris' });
    expect(held().tensors - before.tensors).toBe(model.weights.length);
    model.dispose();
    expect(held()).toEqual(before);
  }
});

test('eager execution frees what is disposed of', async () => {
  await onnx.activate();
  const before = held();
  const model = sequential({ layers: [layers.dense({ units: 3, inputShape: [4], kernelInitializer: 'orthogonal' })] });
  for (let i = 0; i < 20; i++) {
    const y = tf.tidy(() => model.predict(tf.ones([2, 4])) as tf.Tensor);
    await y.data();
    y.dispose();
  }
  model.dispose();
  expect(held()).toEqual(before);
});
