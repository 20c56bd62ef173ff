import {
  type _FusedMatMulAttrs,
  type BatchMatMulAttrs,
  backend_util,
  type EinsumAttrs,
  type Tensor,
  util,
} from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph/graph-builder.js';
import type { Value } from '../graph/value.js';
import { activated } from './activation.js';
import { numbers, on, type Row, standard } from './row.js';

const swapLast = (g: GraphBuilder, x: Value): Value => {
  const rank = x.shape.length;
  return g.transpose(
    x,
    x.shape.map((_, i) => (i === rank - 1 ? rank - 2 : i === rank - 2 ? rank - 1 : i)),
  );
};

/** op(a) · op(b); as Gemm, which takes the transpositions along, where there is only one matrix of each. */
function product(g: GraphBuilder, a: Value, b: Value, transposeA: boolean, transposeB: boolean, bias?: Value): Value {
  const inner = [a.shape.at(transposeA ? -2 : -1), b.shape.at(transposeB ? -1 : -2)];
  util.assert(
    inner[0] === inner[1] && inner[0] !== undefined,
    () => `Error in matMul: inner dimensions ${inner} of shapes [${a.shape}] and [${b.shape}] must match`,
  );
  const single = (x: Value) => x.shape.slice(0, -2).every((dim) => dim === 1);
  if (single(a) && single(b) && a.dtype === 'float32') {
    // tfjs gives a dense layer's matrices a leading batch dimension of one.
    const matrix = (x: Value) => g.reshape(x, x.shape.slice(-2));
    // A bias a column, however many leading dimensions of one it has.
    const vector = bias?.shape.slice(0, -1).every((dim) => dim === 1) && g.reshape(bias, bias.shape.slice(-1));
    const multiplied = g.gemm(matrix(a), matrix(b), vector || undefined, transposeA, transposeB);
    const lead = (a.shape.length > b.shape.length ? a : b).shape.slice(0, -2);
    const result = g.reshape(multiplied, [...lead, ...multiplied.shape]);
    return bias && !vector ? g.binary('Add', result, bias) : result;
  }
  const multiplied = g.matmul(transposeA ? swapLast(g, a) : a, transposeB ? swapLast(g, b) : b);
  return bias ? g.binary('Add', multiplied, bias) : multiplied;
}

function einsum(g: GraphBuilder, inputs: Readonly<Record<string, Value>>, equation: string): Value {
  const values = Object.values(inputs);
  const plain = equation.replace(/\s/g, '');
  // tfjs's own parser knows what it does not support, and says so.
  const { allDims, idDims } = backend_util.decodeEinsumEquation(plain, values.length);
  backend_util.checkEinsumDimSizes(
    allDims.length,
    idDims,
    values.map(({ shape }) => ({ shape: [...shape] }) as Tensor),
  );
  const sizes = new Map<string, number>();
  idDims.forEach((dims, i) => {
    dims.forEach((dim, axis) => {
      sizes.set(allDims[dim] as string, (values[i] as Value).shape[axis] as number);
    });
  });
  const shape = [...plain.slice(plain.indexOf('->') + 2)].map((letter) => sizes.get(letter) ?? 1);
  const dtype = values.some((value) => value.dtype === 'float32') ? 'float32' : 'int32';
  const operands = values.map((value) => g.cast(value, dtype));
  const attributes = { equation: { type: 'string', value: plain } } as const;
  const [result] = g.node('Einsum', operands, attributes, [{ dtype, shape }]);
  return result as Value;
}

export const linearAlgebraRows = {
  BatchMatMul: standard<BatchMatMulAttrs>(['Gemm', 'MatMul', 'Transpose'], (g, { a, b }, { transposeA, transposeB }) =>
    product(g, a as Value, b as Value, transposeA, transposeB),
  ),
  Einsum: on(
    numbers,
    standard<EinsumAttrs>(['Einsum'], (g, inputs, { equation }) => einsum(g, inputs, equation)),
  ),
  _FusedMatMul: standard<_FusedMatMulAttrs>(
    ['Gemm', 'MatMul', 'Transpose', 'Add', 'Relu', 'Clip', 'Elu', 'Sigmoid', 'LeakyRelu', 'Min', 'Mul'],
    (g, inputs, attributes) => {
      const { a, b, bias, preluActivationWeights } = inputs;
      const sum = product(g, a as Value, b as Value, attributes.transposeA, attributes.transposeB, bias);
      return activated(g, sum, attributes.activation, preluActivationWeights, attributes.leakyreluAlpha);
    },
  ),
} as const satisfies Record<string, Row>;
