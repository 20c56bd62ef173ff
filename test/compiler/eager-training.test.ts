import * as tf from '@tensorflow/tfjs-core';
import { expect, test, vi } from 'vitest';
import type { Engine } from '../../pipeline/compiler/engine.js';
import { lazyBackend } from '../../pipeline/compiler/index.js';
import { SessionCache } from '../../pipeline/compiler/session/session-cache.js';
import { engines, onBoth } from './engine-pair.js';

/** tfjs's own optimizer, as code that knows nothing of programs uses it: of each step only the loss is read. */
async function trainEagerly(_: Engine, steps: number, afterStep = () => {}) {
  const weight = tf.variable(tf.tensor1d([3, -2, 1]));
  const optimizer = tf.train.adam(0.1);
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const loss = optimizer.minimize(() => tf.sum(tf.square(tf.sub(weight, 1))), true, [weight]) as tf.Scalar;
    losses.push((await loss.data())[0] as number);
    loss.dispose();
    afterStep();
  }
  const final = Array.from(await weight.data());
  weight.dispose();
  optimizer.dispose();
  return [...losses, ...final];
}

test('eager training gives what the reference gives', async () => {
  const { cpu, onnx } = await onBoth((engine) => trainEagerly(engine, 25));
  onnx.forEach((value, i) => {
    expect(value).toBeCloseTo(cpu[i] ?? Number.NaN, 5);
  });
});

test('a step computes what the last one left, not all steps again', async () => {
  await engines.onnx.activate();
  const lease = vi.spyOn(SessionCache.prototype, 'lease');
  const ids: number[] = [];
  await trainEagerly(engines.onnx, 12, () => {
    ids.push(lazyBackend.numDataIds());
  });
  const programs = lease.mock.calls.map(([key]) => key);
  lease.mockRestore();
  expect(programs.length).toBeGreaterThan(11);
  // From the second step on it is the same program, run again.
  expect(new Set(programs.slice(1, 12)).size).toBe(1);
  expect(new Set(ids.slice(1)).size).toBe(1);
});

test('tensors computed on the way to another one are not computed again', async () => {
  await engines.onnx.activate();
  const x = tf.tensor1d([1, 2, 3]);
  const doubled = tf.mul(x, 2);
  const sum = tf.sum(doubled);
  expect(Array.from(await sum.data())).toEqual([12]);
  // Known without running anything.
  expect(Array.from(doubled.dataSync())).toEqual([2, 4, 6]);
  tf.dispose([x, doubled, sum]);
});

test('one part of a split is known, another one is not', async () => {
  await engines.onnx.activate();
  const x = tf.tensor1d([1, 2, 3, 4]);
  const [first, second] = tf.split(tf.mul(x, 1), 2) as [tf.Tensor, tf.Tensor];
  const sum = tf.add(first, second);
  await first.data();
  expect(Array.from(await sum.data())).toEqual([4, 6]);
  tf.dispose([x, first, second, sum]);
});

test('what was computed before is not looked behind', async () => {
  await engines.onnx.activate();
  const x = tf.ones<tf.Rank.R4>([1, 4, 4, 1]);
  const filter = tf.ones<tf.Rank.R4>([2, 2, 1, 1]);
  const [gradient, doubled] = tf.tidy(() => {
    const twice = tf.mul(x, 2);
    const gradients = tf.grad((images: tf.Tensor) =>
      tf.sum(tf.maxPool(tf.conv2d(images as tf.Tensor4D, filter, 1, 'same'), 3, 2, 'same')),
    );
    return [gradients(tf.mul(twice, 3)), twice];
  });
  await doubled.data();
  expect((await gradient.data()).length).toBe(16);
  tf.dispose([x, filter, gradient, doubled]);
});
