import * as tf from '@tensorflow/tfjs-core';
import type { Draw, Range } from './draw.js';
import { type KernelCase, type KernelCases, withCall } from './kernel-case.js';

const unary = (range?: Range, attributes?: (draw: Draw) => object): KernelCase =>
  withCall((draw) => ({ inputs: { x: draw.tensor(draw.shape(), range) }, attributes: attributes?.(draw) ?? {} }));

const withSpecials = withCall((draw) => ({ inputs: { x: draw.specials(draw.shape()) } }));

/** One operand may be of lower rank, or of size one along some dimensions. */
const binary = (range?: Range, secondRange = range): KernelCase =>
  withCall((draw) => {
    const shape = draw.shape(0);
    const [a, b] = [draw.tensor(shape, range), draw.tensor(draw.broadcastable(shape), secondRange)];
    // Both ways round, where the ranges allow it.
    return { inputs: range === secondRange && draw.coin() ? { a: b, b: a } : { a, b } };
  });

const positive = { low: 0.5, high: 3 };

export const elementwiseCases: KernelCases = {
  Abs: unary(),
  Acos: unary({ low: -0.95, high: 0.95 }),
  Acosh: unary({ low: 1.05, high: 5 }),
  Add: binary(),
  AddN: withCall((draw) => {
    const shape = draw.shape();
    return { inputs: { '0': draw.tensor(shape), '1': draw.tensor(shape), '2': draw.tensor(shape) } };
  }),
  Asin: unary({ low: -0.95, high: 0.95 }),
  Asinh: unary(),
  Atan: unary(),
  Atan2: binary(),
  Atanh: unary({ low: -0.9, high: 0.9 }),
  BitwiseAnd: binary({ low: -1000, high: 1000 }),
  Cast: unary(undefined, (draw) => ({ dtype: draw.pick(['float32', 'int32', 'bool']) })),
  Ceil: unary(),
  ClipByValue: unary({ low: -5, high: 5 }, () => ({ clipValueMin: -2, clipValueMax: 3 })),
  Cos: unary(),
  Cosh: unary(),
  Elu: unary(),
  EluGrad: withCall((draw) => {
    const shape = draw.shape();
    return { inputs: { dy: draw.floats(shape), y: draw.floats(shape, { low: -1, high: 3 }) } };
  }),
  Equal: binary(),
  Erf: unary(),
  Exp: unary(),
  Expm1: unary(),
  Floor: unary(),
  FloorDiv: binary({ low: -9, high: 9 }, { low: 0.6, high: 3 }),
  Greater: binary(),
  GreaterEqual: binary(),
  IsFinite: withSpecials,
  IsInf: withSpecials,
  IsNan: withSpecials,
  LeakyRelu: unary(undefined, () => ({ alpha: 0.1 })),
  Less: binary(),
  LessEqual: binary(),
  Log: unary(positive),
  Log1p: unary({ low: -0.9, high: 3 }),
  LogicalAnd: binary(),
  LogicalNot: unary(),
  LogicalOr: binary(),
  LogicalXor: {
    ...binary(),
    reference: ({ a, b }) => tf.logicalXor(tf.cast(a as tf.Tensor, 'bool'), tf.cast(b as tf.Tensor, 'bool')),
  },
  Maximum: binary(),
  Minimum: binary(),
  Mod: binary({ low: -9, high: 9 }, { low: -3, high: 3 }),
  Multiply: binary(),
  Neg: unary(),
  NotEqual: binary(),
  Pow: binary({ low: 0.5, high: 3 }, { low: 0, high: 3 }),
  Prelu: withCall((draw) => {
    const shape = draw.shape();
    return { inputs: { x: draw.floats(shape), alpha: draw.floats(draw.broadcastable(shape)) } };
  }),
  RealDiv: binary({ low: -9, high: 9 }, positive),
  Reciprocal: unary(positive),
  Relu: unary(),
  Relu6: unary({ low: -3, high: 9 }),
  Round: unary(),
  Rsqrt: unary(positive),
  Select: {
    call(draw) {
      const shape = draw.shape();
      // A mask of rank one chooses along the first dimension.
      const mask = draw.coin() ? shape : shape.slice(0, 1);
      const condition = draw.tensor(mask, undefined, 'bool');
      return { inputs: { condition, t: draw.tensor(shape), e: draw.tensor(shape) } };
    },
    // The reference's own kernel reads the wrong elements for a mask of rank one.
    reference: ({ condition, t, e }) => {
      const [mask, a, b] = [condition, t, e] as [tf.Tensor, tf.Tensor, tf.Tensor];
      return tf.where(tf.reshape(mask, [...mask.shape, ...Array(a.rank - mask.rank).fill(1)]), a, b);
    },
  },
  Selu: unary(),
  Sigmoid: unary(),
  Sign: withCall((draw) => {
    const { shape, dtype, values } = draw.specials(draw.shape());
    return { inputs: { x: { shape, dtype, values } } };
  }),
  Sin: unary(),
  Sinh: unary(),
  Softplus: unary(),
  Sqrt: unary(positive),
  Square: unary(),
  SquaredDifference: binary(),
  Step: unary(undefined, (draw) => ({ alpha: draw.dtype === 'int32' ? 0 : draw.pick([0, 0.25]) })),
  Sub: binary(),
  Tan: unary({ low: -1.2, high: 1.2 }),
  Tanh: unary(),
};
