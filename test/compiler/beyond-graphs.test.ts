import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { UnsupportedKernelError } from '../../pipeline/errors.js';
import { engines } from './engine-pair.js';

beforeEach(async () => {
  await engines.onnx.activate();
});

/** Compiles a step of one input and runs it on `x`. */
async function compiled(x: Float32Array, step: (x: tf.Tensor) => tf.Tensor) {
  const program = await engines.onnx.compile({
    name: 'test',
    inputs: { x: { shape: [x.length], dtype: 'float32' } },
    state: [],
    step: (inputs) => ({ y: step(inputs.x) }),
  });
  const { y } = await program.run({ x });
  program.dispose();
  return y;
}

describe('kernels without an ONNX counterpart', () => {
  it('run in JavaScript on data', async () => {
    const { values, indices } = tf.unique(tf.tensor1d([3, 1, 3, 2]));
    expect([...(await values.data())]).toEqual([3, 1, 2]);
    expect([...(await indices.data())]).toEqual([0, 1, 0, 2]);
  });

  it('run on tensors that were read before', async () => {
    const sum = tf.add(tf.tensor1d([1, 2, 1]), 1);
    await sum.data();
    expect([...(await tf.unique(sum).values.data())]).toEqual([2, 3]);
  });

  it('say what to do about a tensor that is not computed yet', () => {
    const sum = tf.add(tf.tensor1d([1, 2, 1]), 1);
    expect(() => tf.unique(sum)).toThrow('input `x` is not computed yet: `await` its `data()` first');
  });

  it('cannot be compiled', async () => {
    const step = (x: tf.Tensor) => tf.unique(x).values;
    const attempt = compiled(Float32Array.of(1, 2), step);
    await expect(attempt).rejects.toThrow(UnsupportedKernelError);
    await expect(compiled(Float32Array.of(1, 2), step)).rejects.toThrow(
      'kernel `Unique` cannot be compiled to ONNX: the shape of its result depends on the data',
    );
  });

  it('give a graph what it can use', async () => {
    const kept = tf.image.nonMaxSuppression(
      tf.tensor2d([
        [0, 0, 1, 1],
        [0, 0, 1, 0.9],
        [2, 2, 3, 3],
      ]),
      tf.tensor1d([0.9, 0.8, 0.7]),
      3,
    );
    expect([...(await tf.mul(kept, 10).data())]).toEqual([0, 20]);
  });
});

describe('strings', () => {
  it('are moved and compared in JavaScript', async () => {
    const words = tf.tensor2d(['a', 'b', 'c', 'd'], [2, 2]);
    expect(await tf.slice(words, [1, 0], [1, 2]).data()).toEqual(['c', 'd']);
    expect(await tf.tile(tf.reshape(words, [4]), [2]).data()).toEqual([...'abcdabcd']);
    expect([...(await tf.equal(words, tf.tensor2d(['a', 'x', 'c', 'x'], [2, 2])).data())]).toEqual([1, 0, 1, 0]);
    expect(await tf.concat([words, words], 1).data()).toEqual(['a', 'b', 'a', 'b', 'c', 'd', 'c', 'd']);
  });
});

describe('complex numbers', () => {
  const signal = Float32Array.from({ length: 12 }, (_, i) => Math.sin(i) + 0.3 * i);
  /** |X_k|, X_k = sum over n of x_n exp(-2 pi i k n / N), summed as it stands. */
  const spectrum = Array.from(signal, (_, k) => {
    const angle = (n: number) => (-2 * Math.PI * k * n) / signal.length;
    const re = signal.reduce((sum, x, n) => sum + x * Math.cos(angle(n)), 0);
    const im = signal.reduce((sum, x, n) => sum + x * Math.sin(angle(n)), 0);
    return Math.hypot(re, im);
  });
  const transformed = (x: tf.Tensor) => tf.spectral.fft(tf.complex(x, tf.zerosLike(x)));

  it('are computed when they are read', async () => {
    const actual = await tf.abs(transformed(tf.tensor1d(signal))).data();
    spectrum.forEach((expected, k) => {
      expect(actual[k]).toBeCloseTo(expected, 4);
    });
  });

  it('can be part of a compiled step', async () => {
    const actual = await compiled(signal, (x) => tf.abs(transformed(x)));
    spectrum.forEach((expected, k) => {
      expect(actual[k]).toBeCloseTo(expected, 4);
    });
    const back = await compiled(signal, (x) => tf.real(tf.spectral.ifft(transformed(x))));
    signal.forEach((expected, n) => {
      expect(back[n]).toBeCloseTo(expected, 4);
    });
  });
});

describe('what the runtime would not survive', () => {
  it('integer division by zero gives 0, as in tfjs', async () => {
    const [a, b] = [tf.tensor1d([7, -7, 7], 'int32'), tf.tensor1d([0, 2, -2], 'int32')];
    expect([...(await tf.floorDiv(a, b).data())]).toEqual([0, -4, -4]);
    expect([...(await tf.mod(a, b).data())]).toEqual([0, 1, -1]);
    expect([...(await tf.div(a, b).data())]).toEqual([0, -4, -4]);
  });

  it('indices out of bounds are refused by the call that has them', () => {
    expect(() => tf.gather(tf.tensor1d([1, 2]), tf.tensor1d([5], 'int32'))).toThrow(
      'GatherV2: the index value 5 is not in [0, 1]',
    );
  });
});
