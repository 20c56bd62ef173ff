import * as tf from '@tensorflow/tfjs-core';
import { type KernelCase, type KernelCases, withCall } from './kernel-case.js';

const reduction = (axisName = 'axis'): KernelCase =>
  withCall((draw) => {
    const shape = draw.shape();
    const axes = draw.axes(shape);
    const axis = draw.coin() ? axes : axes.map((a) => a - shape.length);
    return { inputs: { x: draw.tensor(shape) }, attributes: { [axisName]: axis, keepDims: draw.coin() } };
  });

const argExtreme = withCall((draw) => {
  const shape = draw.shape();
  return { inputs: { x: draw.tensor(shape) }, attributes: { axis: draw.axis(shape) } };
});

const cumulative = withCall((draw) => {
  const shape = draw.shape();
  const attributes = { axis: draw.axis(shape), exclusive: draw.coin(), reverse: draw.coin() };
  return { inputs: { x: draw.tensor(shape) }, attributes };
});

export const reductionCases: KernelCases = {
  All: reduction(),
  Any: reduction(),
  ArgMax: argExtreme,
  ArgMin: argExtreme,
  Cumprod: cumulative,
  Cumsum: cumulative,
  LogSoftmax: {
    call: (draw) => ({ inputs: { logits: draw.floats(draw.shape()) }, attributes: { axis: -1 } }),
    reference: ({ logits }) => tf.logSoftmax(logits as tf.Tensor),
  },
  Max: reduction('reductionIndices'),
  Mean: reduction(),
  Min: reduction(),
  Prod: reduction(),
  Softmax: withCall((draw) => {
    const shape = draw.shape();
    return { inputs: { logits: draw.floats(shape) }, attributes: { dim: shape.length - 1 } };
  }),
  Sum: reduction(),
  TopK: withCall((draw) => {
    const shape = draw.shape();
    return {
      inputs: { x: draw.tensor(shape) },
      attributes: { k: draw.int(1, shape.at(-1) as number), sorted: true },
    };
  }),
};
