import * as tf from '@tensorflow/tfjs-core';

/** Puts rate - 1 zeros between neighbours along an axis. */
export function spreadTaps(x: tf.Tensor, axis: number, rate: number): tf.Tensor {
  const { shape } = x;
  const size = shape[axis] as number;
  const [before, after] = [shape.slice(0, axis), shape.slice(axis + 1)];
  const gaps = [...before, size, 1, ...after].map((_, i): [number, number] => [0, i === axis + 1 ? rate - 1 : 0]);
  const apart = tf.pad(tf.reshape(x, [...before, size, 1, ...after]), gaps);
  const full = tf.reshape(apart, [...before, size * rate, ...after]);
  return tf.slice(
    full,
    shape.map(() => 0),
    [...before, (size - 1) * rate + 1, ...after],
  );
}
