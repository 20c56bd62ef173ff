import type { CastAttrs, ClipByValueAttrs, EluGradInputs, LeakyReluAttrs, StepAttrs } from '@tensorflow/tfjs-core';
import { broadcastShape } from '../graph/broadcast-shape.js';
import type { GraphBuilder } from '../graph/graph-builder.js';
import type { Dtype, Value } from '../graph/value.js';
import { aligned, operand } from './operand.js';
import { anything, booleans, elementwise, floats, integers, layoutAware, numbers, on, type Row } from './row.js';

type Unary = (g: GraphBuilder, x: Value) => Value;
type Binary = (g: GraphBuilder, a: Value, b: Value) => Value;

const unary = (onnx: readonly string[], lower: Unary): Row =>
  elementwise(onnx, ['x'], (g, [x]) => lower(g, x as Value));
const binary = (onnx: readonly string[], lower: Binary): Row =>
  on(
    numbers,
    elementwise(onnx, ['a', 'b'], (g, [a, b]) => lower(g, a as Value, b as Value)),
  );

/** tfjs kernels of float functions also take integers and give floats. */
const toFloat = (g: GraphBuilder, x: Value): Value => g.cast(x, 'float32');
const same = (op: string): Row => unary([op], (g, x) => g.unary(op, toFloat(g, x)));
/** Integers are round already, and stay integers. */
const rounding = (op: string): Row =>
  on(
    numbers,
    unary([op], (g, x) => (x.dtype === 'float32' ? g.unary(op, x) : x)),
  );
const arithmetic = (op: string): Row => binary([op], (g, a, b) => numeric(g, a, b, (p, q) => g.binary(op, p, q)));
const comparison = (op: string): Row =>
  on(
    anything,
    binary([op], (g, a, b) => numeric(g, a, b, (p, q) => g.compare(op, p, q))),
  );
const logical = (op: string): Row =>
  on(
    booleans,
    binary([op], (g, a, b) => g.compare(op, g.cast(a, 'bool'), g.cast(b, 'bool'))),
  );

/** ONNX arithmetic is not defined on booleans: they count as int32, as in tfjs. */
function numeric(g: GraphBuilder, a: Value, b: Value, lower: (a: Value, b: Value) => Value): Value {
  const dtype: Dtype = a.dtype === 'float32' || b.dtype === 'float32' ? 'float32' : 'int32';
  return lower(g.cast(a, dtype), g.cast(b, dtype));
}

/** 1 of x's element type. */
const one = (g: GraphBuilder, x: Value): Value => g.scalar(1, x.dtype);

/** max(x, 0) / x: what relu's derivative needs, as two vectorised passes where Greater and Cast would be slow ones. */
function step(g: GraphBuilder, x: Value, alpha: number): Value {
  const float = toFloat(g, x);
  const positive = g.unary('Sign', g.unary('Relu', float));
  if (alpha === 0) return positive;
  return g.binary('Add', positive, g.binary('Mul', g.binary('Sub', one(g, positive), positive), g.scalar(alpha)));
}

/**
 * A divisor of integers that is not 0, with the question whether it was: integer division by zero ends the process,
 * where tfjs gives 0.
 */
function divisor(g: GraphBuilder, b: Value): { safe: Value; zero?: Value } {
  if (b.source.kind === 'constant' && !(b.source.data as Int32Array).includes(0)) return { safe: b };
  const zero = g.compare('Equal', b, g.scalar(0, b.dtype));
  return { safe: g.where(zero, g.scalar(1, b.dtype), b), zero };
}

function integerQuotient(g: GraphBuilder, a: Value, b: Value, lower: (safe: Value) => Value): Value {
  const { safe, zero } = divisor(g, b);
  const quotient = lower(safe);
  return zero ? g.where(zero, g.scalar(0, a.dtype), quotient) : quotient;
}

/** The remainder that has the sign of the divisor, as in Python. */
function floorMod(g: GraphBuilder, a: Value, b: Value): Value {
  // Modulo 1 is 0, so the safe divisor is enough.
  if (a.dtype === 'int32') return g.binary('Mod', a, divisor(g, b).safe);
  // For floats ONNX only has C's fmod, whose sign is that of the dividend.
  const fmod = (x: Value): Value => {
    const results = [{ dtype: x.dtype, shape: broadcastShape(x.shape, b.shape) }];
    return g.node('Mod', [x, b], { fmod: { type: 'int', value: 1 } }, results)[0] as Value;
  };
  const zero = g.scalar(0);
  const alike = g.compare('Equal', g.compare('Less', a, zero), g.compare('Less', b, zero));
  const remainder = fmod(a);
  return g.where(alike, remainder, fmod(g.binary('Add', remainder, b)));
}

/** int32 whatever the operands are, as in tfjs. For integers (a - a mod b) / b, which divides without a remainder. */
function floorDiv(g: GraphBuilder, a: Value, b: Value): Value {
  if (a.dtype !== 'int32') return g.cast(g.unary('Floor', g.binary('Div', a, b)), 'int32');
  return integerQuotient(g, a, b, (safe) => g.binary('Div', g.binary('Sub', a, g.binary('Mod', a, safe)), safe));
}

function atan2(g: GraphBuilder, y: Value, x: Value): Value {
  const zero = g.scalar(0);
  const pi = g.scalar(Math.PI);
  const base = g.unary('Atan', g.binary('Div', y, x));
  const yNegative = g.compare('Less', y, zero);
  // atan(y / x) is right for x > 0; for x < 0 it is off by pi, to the side of y.
  const shifted = g.binary('Add', base, g.where(yNegative, g.unary('Neg', pi), pi));
  const sided = g.where(g.compare('Less', x, zero), shifted, base);
  const onAxis = g.where(
    yNegative,
    g.scalar(-Math.PI / 2),
    g.where(g.compare('Greater', y, zero), g.scalar(Math.PI / 2), zero),
  );
  return g.where(g.compare('Equal', x, zero), onAxis, sided);
}

export const elementwiseRows = {
  Abs: on(
    numbers,
    unary(['Abs'], (g, x) => g.unary('Abs', x)),
  ),
  Acos: same('Acos'),
  Acosh: same('Acosh'),
  Add: arithmetic('Add'),
  Asin: same('Asin'),
  Asinh: same('Asinh'),
  Atan: same('Atan'),
  Atan2: on(
    floats,
    binary(['Div', 'Atan', 'Neg', 'Add', 'Less', 'Greater', 'Equal', 'Where'], (g, a, b) =>
      atan2(g, toFloat(g, a), toFloat(g, b)),
    ),
  ),
  Atanh: same('Atanh'),
  BitwiseAnd: on(
    integers,
    binary(['BitwiseAnd'], (g, a, b) => g.binary('BitwiseAnd', a, b)),
  ),
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
  Equal: on(
    anything,
    binary(['Equal'], (g, a, b) =>
      a.dtype === 'bool' && b.dtype === 'bool'
        ? g.compare('Equal', a, b)
        : numeric(g, a, b, (p, q) => g.compare('Equal', p, q)),
    ),
  ),
  Erf: same('Erf'),
  Exp: on(numbers, same('Exp')),
  Expm1: unary(['Exp', 'Sub', 'Sinh', 'Mul', 'Abs', 'Less', 'Where'], (g, x) => expm1(g, toFloat(g, x))),
  Floor: rounding('Floor'),
  FloorDiv: binary(['Mod', 'Sub', 'Div', 'Floor', 'Equal', 'Where'], (g, a, b) =>
    numeric(g, a, b, (p, q) => floorDiv(g, p, q)),
  ),
  Greater: comparison('Greater'),
  GreaterEqual: comparison('GreaterOrEqual'),
  IsFinite: on(
    numbers,
    unary(['IsNaN', 'IsInf', 'Or', 'Not'], (g, x) => {
      const float = toFloat(g, x);
      return g.predicate('Not', g.compare('Or', g.predicate('IsNaN', float), g.predicate('IsInf', float)));
    }),
  ),
  IsInf: on(
    numbers,
    unary(['IsInf'], (g, x) => g.predicate('IsInf', toFloat(g, x))),
  ),
  IsNan: on(
    numbers,
    unary(['IsNaN'], (g, x) => g.predicate('IsNaN', toFloat(g, x))),
  ),
  LeakyRelu: elementwise<LeakyReluAttrs>(['LeakyRelu'], ['x'], (g, [x], { alpha }) =>
    g.unaryWithFloat('LeakyRelu', toFloat(g, x as Value), { alpha }),
  ),
  Less: comparison('Less'),
  LessEqual: comparison('LessOrEqual'),
  Log: same('Log'),
  Log1p: unary(['Log', 'Add', 'Div', 'Atanh', 'Mul', 'Abs', 'Less', 'Where'], (g, x) => log1p(g, toFloat(g, x))),
  LogicalAnd: logical('And'),
  LogicalNot: on(
    anything,
    unary(['Not'], (g, x) => g.predicate('Not', g.cast(x, 'bool'))),
  ),
  LogicalOr: logical('Or'),
  LogicalXor: logical('Xor'),
  Maximum: arithmetic('Max'),
  Minimum: arithmetic('Min'),
  Mod: binary(['Mod', 'Add', 'Less', 'Equal', 'Where'], (g, a, b) => numeric(g, a, b, (p, q) => floorMod(g, p, q))),
  Multiply: arithmetic('Mul'),
  Neg: on(
    numbers,
    unary(['Neg'], (g, x) => g.unary('Neg', x)),
  ),
  NotEqual: on(
    anything,
    binary(['Equal', 'Not'], (g, a, b) =>
      g.predicate(
        'Not',
        numeric(g, a, b, (p, q) => g.compare('Equal', p, q)),
      ),
    ),
  ),
  Pow: binary(['Pow'], (g, a, b) => numeric(g, a, b, (p, q) => g.binary('Pow', p, q))),
  // x >= 0 ? x : alpha * x
  Prelu: elementwise(['Relu', 'Min', 'Mul', 'Add'], ['x', 'alpha'], (g, [x, alpha]) => {
    const [input, slope] = [toFloat(g, x as Value), toFloat(g, alpha as Value)];
    return g.binary('Add', g.unary('Relu', input), g.binary('Mul', slope, g.binary('Min', input, g.scalar(0))));
  }),
  RealDiv: binary(['Div', 'Equal', 'Where'], (g, a, b) =>
    numeric(g, a, b, (p, q) =>
      p.dtype === 'int32' ? integerQuotient(g, p, q, (safe) => g.binary('Div', p, safe)) : g.binary('Div', p, q),
    ),
  ),
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
  Select: on(
    anything,
    layoutAware(['Where'], (g, { condition, t, e }) => {
      if (!condition || !t || !e) throw new Error('Select takes condition, t and e');
      const rank = t.value.shape.length;
      const mask = condition.value.shape.length;
      // A mask of lower rank chooses along the first dimensions.
      const full =
        mask === rank || mask === 0
          ? condition
          : { value: g.reshape(condition.value, [...condition.value.shape, ...Array(rank - mask).fill(1)]) };
      const { values, order } = aligned(g, [full, t, e]);
      const [c, a, b] = values as [Value, Value, Value];
      // Where has no boolean kernel on the CPU provider.
      const picked =
        a.dtype === 'bool'
          ? g.cast(g.where(c, g.cast(a, 'uint8'), g.cast(b, 'uint8')), 'bool')
          : g.where(g.cast(c, 'bool'), a, b);
      return operand(picked, order);
    }),
  ),
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
  SquaredDifference: binary(['Sub', 'Mul'], (g, a, b) =>
    numeric(g, a, b, (p, q) => {
      const difference = g.binary('Sub', p, q);
      return g.binary('Mul', difference, difference);
    }),
  ),
  Step: on(
    numbers,
    elementwise<StepAttrs>(['Relu', 'Sign', 'Sub', 'Mul', 'Add'], ['x'], (g, [x], { alpha }) =>
      g.cast(step(g, x as Value, alpha), (x as Value).dtype),
    ),
  ),
  Sub: arithmetic('Sub'),
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
