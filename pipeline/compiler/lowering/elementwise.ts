import type { CastAttrs, ClipByValueAttrs, EluGradInputs, LeakyReluAttrs, StepAttrs } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph/graph-builder.js';
import type { Value } from '../graph/value.js';
import { toFloat, unary } from './elementwise-families.js';
import { anything, elementwise, numbers, on, type Row } from './row.js';

const same = (op: string): Row => unary([op], (g, x) => g.unary(op, toFloat(g, x)));
/** Integers are round already, and stay integers. */
const rounding = (op: string): Row =>
  on(
    numbers,
    unary([op], (g, x) => (x.dtype === 'float32' ? g.unary(op, x) : x)),
  );

/** 1 of x's element type. */
const one = (g: GraphBuilder, x: Value): Value => g.scalar(1, x.dtype);

/** max(x, 0) / x: what relu's derivative needs, as two vectorised passes where Greater and Cast would be slow ones. */
function step(g: GraphBuilder, x: Value, alpha: number): Value {
  const float = toFloat(g, x);
  const positive = g.unary('Sign', g.unary('Relu', float));
  if (alpha === 0) return positive;
  return g.binary('Add', positive, g.binary('Mul', g.binary('Sub', one(g, positive), positive), g.scalar(alpha)));
}

export const elementwiseRows = {
  Abs: on(
    numbers,
    unary(['Abs'], (g, x) => g.unary('Abs', x)),
  ),
  Acos: same('Acos'),
  Acosh: same('Acosh'),
  Asin: same('Asin'),
  Asinh: same('Asinh'),
  Atan: same('Atan'),
  Atanh: same('Atanh'),
  Cast: on(
    anything,
    elementwise<CastAttrs>(['Cast'], ['x'], (g, [x], { dtype }) => {
      const from = x as Value;
      if (dtype === 'complex64' || dtype === 'string') throw new Error(`cast to ${dtype} has no ONNX counterpart`);
      // tfjs truncates towards zero, and so does ONNX; any value but zero is true in both.
      return g.cast(from, dtype);
    }),
  ),
  Ceil: rounding('Ceil'),
  ClipByValue: on(
    numbers,
    elementwise<ClipByValueAttrs>(['Clip'], ['x'], (g, [x], { clipValueMin, clipValueMax }) =>
      g.clip(x as Value, clipValueMin, clipValueMax),
    ),
  ),
  Cos: same('Cos'),
  Cosh: same('Cosh'),
  Elu: unary(['Elu'], (g, x) => g.unary('Elu', toFloat(g, x))),
  // dy * (y >= 0 ? 1 : y + 1), y being the output.
  EluGrad: elementwise<EluGradInputs>(['Min', 'Add', 'Mul'], ['dy', 'y'], (g, [dy, y]) => {
    const [slope, output] = [dy as Value, y as Value];
    return g.binary('Mul', slope, g.binary('Add', g.binary('Min', output, g.scalar(0)), g.scalar(1)));
  }),
  Erf: same('Erf'),
  Exp: on(numbers, same('Exp')),
  Expm1: unary(['Exp', 'Sub', 'Sinh', 'Mul', 'Abs', 'Less', 'Where'], (g, x) => expm1(g, toFloat(g, x))),
  Floor: rounding('Floor'),
  LeakyRelu: elementwise<LeakyReluAttrs>(['LeakyRelu'], ['x'], (g, [x], { alpha }) =>
    g.unaryWithFloat('LeakyRelu', toFloat(g, x as Value), { alpha }),
  ),
  Log: same('Log'),
  Log1p: unary(['Log', 'Add', 'Div', 'Atanh', 'Mul', 'Abs', 'Less', 'Where'], (g, x) => log1p(g, toFloat(g, x))),
  Neg: on(
    numbers,
    unary(['Neg'], (g, x) => g.unary('Neg', x)),
  ),
  // x >= 0 ? x : alpha * x
  Prelu: elementwise(['Relu', 'Min', 'Mul', 'Add'], ['x', 'alpha'], (g, [x, alpha]) => {
    const [input, slope] = [toFloat(g, x as Value), toFloat(g, alpha as Value)];
    return g.binary('Add', g.unary('Relu', input), g.binary('Mul', slope, g.binary('Min', input, g.scalar(0))));
  }),
  Reciprocal: same('Reciprocal'),
  Relu: on(
    numbers,
    unary(['Relu'], (g, x) => g.unary('Relu', x)),
  ),
  Relu6: on(
    numbers,
    unary(['Clip'], (g, x) => g.clip(x, 0, 6)),
  ),
  Round: rounding('Round'),
  Rsqrt: unary(['Sqrt', 'Reciprocal'], (g, x) => g.unary('Reciprocal', g.unary('Sqrt', toFloat(g, x)))),
  // Klambauer et al. 2017; ONNX's defaults are the same two constants.
  Selu: same('Selu'),
  Sigmoid: same('Sigmoid'),
  // tfjs gives 0 where there is no number.
  Sign: on(
    numbers,
    unary(['Sign', 'IsNaN', 'Where'], (g, x) =>
      x.dtype === 'float32' ? g.where(g.predicate('IsNaN', x), g.scalar(0), g.unary('Sign', x)) : g.unary('Sign', x),
    ),
  ),
  Sin: same('Sin'),
  Sinh: same('Sinh'),
  Softplus: same('Softplus'),
  Sqrt: same('Sqrt'),
  Square: on(
    numbers,
    unary(['Mul'], (g, x) => g.binary('Mul', x, x)),
  ),
  Step: on(
    numbers,
    elementwise<StepAttrs>(['Relu', 'Sign', 'Sub', 'Mul', 'Add'], ['x'], (g, [x], { alpha }) =>
      g.cast(step(g, x as Value, alpha), (x as Value).dtype),
    ),
  ),
  Tan: same('Tan'),
  Tanh: same('Tanh'),
} as const satisfies Record<string, Row>;

/** exp(x) - 1 without cancellation near zero: there 2 sinh(x / 2) exp(x / 2), an identity, keeps all digits. */
function expm1(g: GraphBuilder, x: Value): Value {
  const half = g.binary('Mul', x, g.scalar(0.5));
  const precise = g.binary('Mul', g.binary('Mul', g.unary('Sinh', half), g.unary('Exp', half)), g.scalar(2));
  const plain = g.binary('Sub', g.unary('Exp', x), g.scalar(1));
  return g.where(g.compare('Less', g.unary('Abs', x), g.scalar(1)), precise, plain);
}

/** log(1 + x) without cancellation near zero: 2 atanh(x / (2 + x)), an identity. */
function log1p(g: GraphBuilder, x: Value): Value {
  const ratio = g.binary('Div', x, g.binary('Add', x, g.scalar(2)));
  const precise = g.binary('Mul', g.unary('Atanh', ratio), g.scalar(2));
  const plain = g.unary('Log', g.binary('Add', x, g.scalar(1)));
  return g.where(g.compare('Less', g.unary('Abs', x), g.scalar(0.5)), precise, plain);
}
