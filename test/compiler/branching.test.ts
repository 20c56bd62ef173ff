import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { branching } from '../../pipeline/compiler/branches/branching.js';
import type { Engine } from '../../pipeline/compiler/engine.js';
import { openEngine } from '../../pipeline/compiler/open-engine.js';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { largestDifference } from './largest-difference.js';

const image = [2, 4, 4, 3];
const size = tf.util.sizeFromShape(image);

/** Two inputs: images, and a vector of weights that only some branches use. */
const branches: readonly ((inputs: readonly tf.Tensor[]) => tf.Tensor)[] = [
  ([x]) => tf.mul(x as tf.Tensor, 0),
  ([x, w]) => tf.conv2d(x as tf.Tensor4D, tf.reshape(tf.slice(w as tf.Tensor1D, 0, 9), [1, 1, 3, 3]), 1, 'same'),
  ([x]) => tf.maxPool(x as tf.Tensor4D, 3, 1, 'same'),
  ([x, w]) => tf.relu(tf.mul(x as tf.Tensor, tf.slice(w as tf.Tensor1D, 9, 3))),
  ([x]) => x as tf.Tensor,
];

const random = randomStream('branching');
const numbers = (n: number) => Float32Array.from({ length: n }, () => random.normal());
const [x, w, factors] = [numbers(size), numbers(12), numbers(size)];

/** Result and gradients, by x and by w, of every choice; two branchings behind one another, as in a network. */
async function everyChoice(engine: Engine, count: number) {
  await engine.activate();
  const several = branching([image, [12]], branches.slice(0, count));
  const program = await engine.compile({
    name: 'choices',
    inputs: {
      x: { shape: image, dtype: 'float32' },
      w: { shape: [12], dtype: 'float32' },
      factors: { shape: image, dtype: 'float32' },
      index: { shape: [], dtype: 'int32' },
    },
    state: [],
    step({ x, w, factors, index }) {
      const objective = (x: tf.Tensor, w: tf.Tensor) => {
        const once = several.apply(index, [x, w]);
        const twice = several.apply(index, [tf.tanh(once), w]);
        // So that each choice depends on w, without which tfjs gives no gradient.
        return tf.add<tf.Scalar>(tf.sum(tf.mul(twice, factors)), tf.sum(w));
      };
      const [dx, dw] = tf.grads(objective)([x, w]);
      const z = tf.reshape(tf.oneHot(tf.reshape(index, [1]) as tf.Tensor1D, count, 1, 0, 'float32'), [count]);
      const mixed = (x: tf.Tensor, z: tf.Tensor) => tf.sum<tf.Scalar>(tf.mul(several.mix(index, z, [x, w]), factors));
      const [dmx, dz] = tf.grads(mixed)([x, z]);
      return {
        value: several.apply(index, [x, w]),
        dx: dx as tf.Tensor,
        dw: dw as tf.Tensor,
        dmx: dmx as tf.Tensor,
        dz: dz as tf.Tensor,
      };
    },
  });
  const results = [];
  for (let index = 0; index < count; index++) {
    results.push(await program.run({ x, w, factors, index: Int32Array.of(index) }));
  }
  program.dispose();
  return results;
}

test.each([2, 5])(
  'a compiled choice of %i branches gives the values and gradients of the one chosen',
  async (count) => {
    const compiled = await everyChoice(await openEngine('onnx', { threads: 1 }), count);
    const reference = await everyChoice(await openEngine('cpu'), count);
    for (const [index, { value, dx, dw, dmx, dz }] of reference.entries()) {
      const expected = { value, dx, dw, dmx, dz };
      expect(largestDifference(expected, { ...compiled[index] }).difference, `branch ${index}`).toBeLessThan(1e-5);
    }
  },
);
