import '../../train/on-cpu.js';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { type OperatorName, type OperatorShape, operatorNames, operators } from '../../../models/cells/operators.js';
import { layerKit } from '../../../models/layer-kit.js';

const task = { kind: 'classification', inputShape: [11, 11, 2], classes: ['a', 'b'] } as const;
const kit = layerKit('operators', task, { activation: 'relu', normalisation: 'batch' });

function apply(name: OperatorName, strides: OperatorShape['strides']): (x: tf.Tensor) => tf.Tensor {
  const chain = operators[name](kit, { channels: 2, strides });
  return (x) => tf.tidy(() => chain.reduce((at, layer) => layer.apply(at) as tf.Tensor, x));
}

/** What a pixel of the input can reach at stride 1: offsets of rows and of columns. */
const reach: Readonly<Record<OperatorName, readonly number[]>> = {
  separable3x3: [-1, 0, 1],
  separable5x5: [-2, -1, 0, 1, 2],
  dilated3x3: [-2, 0, 2],
  dilated5x5: [-4, -2, 0, 2, 4],
  maxPool3x3: [-1, 0, 1],
  averagePool3x3: [-1, 0, 1],
  skip: [0],
  zero: [],
};

describe.each(operatorNames)('%s', (name) => {
  test.each([
    [1, 5, 8],
    [2, 5, 8],
  ] as const)('with stride %i keeps channels, and divides %i by %i pixels, rounding up', (strides, height, width) => {
    const y = apply(name, strides)(tf.ones([3, height, width, 2]));
    expect(y.shape).toEqual([3, Math.ceil(height / strides), Math.ceil(width / strides), 2]);
  });

  test('sees the pixels that its name says', () => {
    const centre = 5;
    const operator = apply(name, 1);
    const impulse = tf.buffer([1, 11, 11, 2]);
    for (const channel of [0, 1]) impulse.set(1, 0, centre, centre, channel);
    const moved = tf
      .sub(operator(impulse.toTensor()), operator(tf.zeros([1, 11, 11, 2])))
      .arraySync() as number[][][][];
    const reached = (moved[0] ?? []).flatMap((row, i) =>
      row.flatMap((channels, j) => (channels.some((value) => value !== 0) ? [[i - centre, j - centre]] : [])),
    );
    expect(reached).toEqual(reach[name].flatMap((i) => reach[name].map((j) => [i, j])));
  });

  test('with stride 2 loses no pixels but those that its taps miss', () => {
    const operator = apply(name, 2);
    const blank = operator(tf.zeros([1, 6, 6, 2]));
    let seen = 0;
    for (let pixel = 0; pixel < 36; pixel++) {
      const impulse = tf.buffer([1, 6, 6, 2]);
      for (const channel of [0, 1]) impulse.set(1, 0, Math.floor(pixel / 6), pixel % 6, channel);
      if (tf.sum(tf.abs(tf.sub(operator(impulse.toTensor()), blank))).dataSync()[0] !== 0) seen++;
    }
    // The dilated kernels, whose taps all lie on every other pixel, see a quarter; a factorised reduction sees both diagonals.
    const wanted = { dilated3x3: 9, dilated5x5: 9, skip: 18, zero: 0 };
    expect(seen).toBe(Object.hasOwn(wanted, name) ? wanted[name as keyof typeof wanted] : 36);
  });
});

test.each([
  ['dilated3x3', 3, 8],
  ['dilated5x5', 5, 7],
] as const)('%s with stride 2 is every second pixel of the dilated convolution', (name, kernelSize, size) => {
  const chain = operators[name](kit, { channels: 2, strides: 2 });
  const x = tf.randomNormal([2, size, size, 2], 0, 1, 'float32', 1);
  const y = chain.slice(0, -1).reduce((at, layer) => layer.apply(at) as tf.Tensor, x);
  const [depthwise, mixing] = chain.flatMap((layer) => layer.getWeights()) as [tf.Tensor4D, tf.Tensor4D];
  expect(depthwise.shape).toEqual([kernelSize, kernelSize, 2, 1]);
  const whole = tf.depthwiseConv2d(tf.relu(x as tf.Tensor4D), depthwise, 1, 'same', 'NHWC', 2);
  const expected = tf.conv2d(whole, mixing, 2, 'same');
  expect(y.shape).toEqual(expected.shape);
  expect(tf.max(tf.abs(tf.sub(y, expected))).dataSync()[0]).toBeLessThan(1e-5);
});
