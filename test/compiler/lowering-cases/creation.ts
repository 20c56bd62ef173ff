import * as tf from '@tensorflow/tfjs-core';
import { type KernelCases, withCall } from './kernel-case.js';

const like = withCall((draw) => ({ inputs: { x: draw.tensor(draw.shape()) } }));

export const creationCases: KernelCases = {
  BroadcastArgs: withCall((draw) => {
    const shape = draw.shape();
    const asTensor = (dims: readonly number[]) =>
      ({ shape: [dims.length], dtype: 'int32', values: Int32Array.from(dims) }) as const;
    return { inputs: { s0: asTensor(shape), s1: asTensor(draw.broadcastable(shape).concat()) } };
  }),
  BroadcastTo: {
    call(draw) {
      const shape = draw.shape();
      return { inputs: { x: draw.tensor(draw.broadcastable(shape)) }, attributes: { shape } };
    },
    reference: ({ x }, attributes) => tf.broadcastTo(x as tf.Tensor, (attributes as { shape: number[] }).shape),
  },
  Diag: withCall((draw) => ({ inputs: { x: draw.tensor(draw.shape(1, 2)) } })),
  Fill: withCall((draw) => ({ inputs: {}, attributes: { shape: draw.shape(), value: 1, dtype: draw.dtype } })),
  LinSpace: withCall((draw) => ({ inputs: {}, attributes: { start: -1, stop: 2, num: draw.int(1, 7) } })),
  OnesLike: like,
  Range: withCall((draw) => ({
    inputs: {},
    attributes: { start: draw.int(-3, 3), stop: draw.int(4, 9), step: draw.int(1, 3), dtype: draw.dtype },
  })),
  ZerosLike: like,
};
