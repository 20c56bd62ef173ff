import type { _FusedMatMulAttrs, BatchMatMulAttrs } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph/graph-builder.js';
import type { Value } from '../graph/value.js';
import { activated } from './activation.js';
import { type Row, standard } from './row.js';

const swapLast = (g: GraphBuilder, x: Value): Value => {
  const rank = x.shape.length;
  return g.transpose(
    x,
    x.shape.map((_, i) => (i === rank - 1 ? rank - 2 : i === rank - 2 ? rank - 1 : i)),
  );
};

/** op(a) · op(b); on matrices as Gemm, which takes the transpositions along. */
function product(g: GraphBuilder, a: Value, b: Value, transposeA: boolean, transposeB: boolean, bias?: Value): Value {
  if (a.shape.length === 2 && b.shape.length === 2 && a.dtype === 'float32')
    return g.gemm(a, b, bias, transposeA, transposeB);
  const multiplied = g.matmul(transposeA ? swapLast(g, a) : a, transposeB ? swapLast(g, b) : b);
  return bias ? g.binary('Add', multiplied, bias) : multiplied;
}

export const linearAlgebraRows = {
  BatchMatMul: standard<BatchMatMulAttrs>(['Gemm', 'MatMul', 'Transpose'], (g, { a, b }, { transposeA, transposeB }) =>
    product(g, a as Value, b as Value, transposeA, transposeB),
  ),
  _FusedMatMul: standard<_FusedMatMulAttrs>(['Gemm', 'MatMul', 'Transpose'], (g, inputs, attributes) => {
    const { a, b, bias, preluActivationWeights } = inputs;
    const sum = product(g, a as Value, b as Value, attributes.transposeA, attributes.transposeB, bias);
    return activated(g, sum, attributes.activation, preluActivationWeights, attributes.leakyreluAlpha);
  }),
} as const satisfies Record<string, Row>;
