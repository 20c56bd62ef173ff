import { broadcastShape } from '../graph/broadcast-shape.js';
import type { GraphBuilder } from '../graph/graph-builder.js';
import type { Value } from '../graph/value.js';
import { binary, numeric, toFloat } from './elementwise-families.js';
import { floats, integers, on, type Row } from './row.js';

const arithmetic = (op: string): Row => binary([op], (g, a, b) => numeric(g, a, b, (p, q) => g.binary(op, p, q)));

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

export const arithmeticRows = {
  Add: arithmetic('Add'),
  Atan2: on(
    floats,
    binary(['Div', 'Atan', 'Neg', 'Add', 'Less', 'Greater', 'Equal', 'Where'], (g, a, b) =>
      atan2(g, toFloat(g, a), toFloat(g, b)),
    ),
  ),
  BitwiseAnd: on(
    integers,
    binary(['BitwiseAnd'], (g, a, b) => g.binary('BitwiseAnd', a, b)),
  ),
  FloorDiv: binary(['Mod', 'Sub', 'Div', 'Floor', 'Equal', 'Where'], (g, a, b) =>
    numeric(g, a, b, (p, q) => floorDiv(g, p, q)),
  ),
  Maximum: arithmetic('Max'),
  Minimum: arithmetic('Min'),
  Mod: binary(['Mod', 'Add', 'Less', 'Equal', 'Where'], (g, a, b) => numeric(g, a, b, (p, q) => floorMod(g, p, q))),
  Multiply: arithmetic('Mul'),
  Pow: binary(['Pow'], (g, a, b) => numeric(g, a, b, (p, q) => g.binary('Pow', p, q))),
  RealDiv: binary(['Div', 'Equal', 'Where'], (g, a, b) =>
    numeric(g, a, b, (p, q) =>
      p.dtype === 'int32' ? integerQuotient(g, p, q, (safe) => g.binary('Div', p, safe)) : g.binary('Div', p, q),
    ),
  ),
  SquaredDifference: binary(['Sub', 'Mul'], (g, a, b) =>
    numeric(g, a, b, (p, q) => {
      const difference = g.binary('Sub', p, q);
      return g.binary('Mul', difference, difference);
    }),
  ),
  Sub: arithmetic('Sub'),
} as const satisfies Record<string, Row>;
