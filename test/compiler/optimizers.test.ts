import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { Engine } from '../../pipeline/compiler/engine.js';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { type OptimizerName, optimizers } from '../../pipeline/train/optimizers/registry.js';
import { type ReadyOptimizer, resolveOptimizer } from '../../pipeline/train/optimizers/resolve-optimizer.js';
import { onBoth } from './engine-pair.js';
import { largestDifference } from './largest-difference.js';

const shapes = [[3, 4], [5], [1], [2, 1, 3]] as const;
/** The rate changes, so that a rate that was baked in shows. */
const rates = [0.1, 0.1, 0.02, 0.3];

/** Weights and slots after several steps with given gradients. */
async function trajectoryOn(engine: Engine, optimizer: ReadyOptimizer) {
  const random = randomStream('optimizer');
  const numbers = (size: number) => Float32Array.from({ length: size }, () => random.normal());
  const sizeOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);
  const weights = shapes.map((shape) => tf.tidy(() => tf.variable(tf.tensor(numbers(sizeOf(shape)), [...shape]))));
  const slots = shapes.map((shape) =>
    optimizer.slots.map((slot) => [slot, tf.tidy(() => tf.variable(tf.zeros([...shape])))] as const),
  );
  const carried = Object.fromEntries(
    Object.entries(optimizer.carried).map(([name, value]) => [name, tf.tidy(() => tf.variable(tf.scalar(value)))]),
  );
  const variables = [...weights, ...slots.flat().map(([, variable]) => variable), ...Object.values(carried)];
  const program = await engine.compile<string, never>({
    name: 'update',
    inputs: {
      learningRate: { shape: [], dtype: 'float32' },
      step: { shape: [], dtype: 'float32' },
      ...Object.fromEntries(shapes.map((shape, i) => [`gradient${i}`, { shape, dtype: 'float32' } as const])),
    },
    state: variables,
    step(inputs) {
      const scalars = { learningRate: inputs.learningRate as tf.Scalar, step: inputs.step as tf.Scalar };
      const begun = optimizer.begin(scalars, carried as Record<string, tf.Scalar & tf.Variable>);
      weights.forEach((weight, i) => {
        const own = slots[i] ?? [];
        const updated = begun.update(weight, inputs[`gradient${i}`] as tf.Tensor, Object.fromEntries(own));
        weight.assign(updated.weight);
        for (const [slot, variable] of own) variable.assign(updated.slots[slot] as tf.Tensor);
      });
      for (const [name, variable] of Object.entries(carried)) variable.assign(begun.carried[name] as tf.Scalar);
      return {};
    },
  });
  const seen: Record<string, ArrayLike<number>> = {};
  for (const [i, rate] of rates.entries()) {
    await program.run({
      learningRate: Float32Array.of(rate),
      step: Float32Array.of(i + 1),
      ...Object.fromEntries(shapes.map((shape, k) => [`gradient${k}`, numbers(sizeOf(shape))])),
    });
    for (const [k, variable] of variables.entries()) seen[`step ${i + 1} variable ${k}`] = await variable.data();
  }
  program.dispose();
  tf.dispose(variables);
  return seen;
}

const names = Object.keys(optimizers) as OptimizerName[];

test.each(names)('%s takes the same steps on both engines', async (name) => {
  const optimizer = resolveOptimizer({ name, learningRate: 0.1 });
  const { cpu, onnx } = await onBoth((engine) => trajectoryOn(engine, optimizer));
  const { difference, at } = largestDifference(cpu, onnx);
  expect(difference, at).toBeLessThanOrEqual(1e-6);
});
