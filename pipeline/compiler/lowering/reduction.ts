import {
  type AllAttrs,
  type ArgMaxAttrs,
  type CumprodAttrs,
  type CumsumAttrs,
  type MaxAttrs,
  type SumAttrs,
  type TopKAttrs,
  util,
} from '@tensorflow/tfjs-core';
import type { GraphBuilder, Reduction } from '../graph/graph-builder.js';
import type { Dtype, Value } from '../graph/value.js';
import { type Operand, operand } from './operand.js';
import { anything, booleans, elementwise, input, layoutAware, numbers, on, type Row, standard } from './row.js';

/** Reduces in whatever order the operand lies; what is left keeps that order among itself. */
function reduced(g: GraphBuilder, x: Operand, axis: number | number[], keepDims: boolean, op: Reduction): Operand {
  const rank = x.value.shape.length;
  const axes = util.parseAxisParam(axis, Array(rank).fill(1));
  const order = x.order ?? x.value.shape.map((_, i) => i);
  const value = g.reduce(
    op,
    x.value,
    axes.map((a) => order.indexOf(a)).sort((a, b) => a - b),
    keepDims,
  );
  if (keepDims) return operand(value, order);
  const left = order.filter((a) => !axes.includes(a));
  const ranked = [...left].sort((a, b) => a - b);
  return operand(
    value,
    left.map((a) => ranked.indexOf(a)),
  );
}

const reduction = (op: Reduction, inputDtype: (dtype: Dtype) => Dtype): Row =>
  layoutAware<SumAttrs>([op], (g, inputs, { axis, keepDims }) => {
    const x = input(inputs, 'x');
    return reduced(g, { ...x, value: g.cast(x.value, inputDtype(x.value.dtype)) }, axis, keepDims, op);
  });

const extreme = (op: Reduction, attribute: (attributes: MaxAttrs & SumAttrs) => number | number[]): Row =>
  layoutAware<MaxAttrs & SumAttrs>([op], (g, inputs, attributes) => {
    const x = input(inputs, 'x');
    const dtype = x.value.dtype === 'bool' ? 'int32' : x.value.dtype;
    const result = reduced(g, { ...x, value: g.cast(x.value, dtype) }, attribute(attributes), attributes.keepDims, op);
    return { ...result, value: g.cast(result.value, x.value.dtype) };
  });

/** All is the minimum of booleans, Any their maximum. */
const logical = (op: Reduction): Row =>
  layoutAware<AllAttrs>(['Cast', op], (g, inputs, { axis, keepDims }) => {
    const x = input(inputs, 'x');
    const result = reduced(g, { ...x, value: g.cast(x.value, 'int32') }, axis, keepDims, op);
    return { ...result, value: g.cast(result.value, 'bool') };
  });

const counting = (dtype: Dtype): Dtype => (dtype === 'bool' ? 'int32' : dtype);

/** What tfjs compares: no NaN, which it never takes for an extreme. */
function withoutNan(g: GraphBuilder, x: Value, op: 'ArgMax' | 'ArgMin'): Value {
  if (x.dtype !== 'float32') return g.cast(x, 'int32');
  return g.where(g.predicate('IsNaN', x), g.scalar(op === 'ArgMax' ? Number.NEGATIVE_INFINITY : Infinity), x);
}

const argExtreme = (op: 'ArgMax' | 'ArgMin'): Row =>
  layoutAware<ArgMaxAttrs>(['IsNaN', 'Where', op], (g, inputs, { axis }) => {
    const x = input(inputs, 'x');
    const order = x.order ?? x.value.shape.map((_, i) => i);
    const [along] = util.parseAxisParam(axis, Array(order.length).fill(1)) as [number];
    const value = withoutNan(g, x.value, op);
    const left = order.filter((a) => a !== along);
    const ranked = [...left].sort((a, b) => a - b);
    return operand(
      g.argExtreme(op, value, order.indexOf(along)),
      left.map((a) => ranked.indexOf(a)),
    );
  });

/**
 * Products of all elements up to each one. ONNX has no such operator, and exp of summed logarithms would lose signs and
 * zeros: here every pass doubles how many elements a product spans (Hillis and Steele 1986).
 */
function cumulativeProduct(g: GraphBuilder, x: Value, axis: number, exclusive: boolean): Value {
  const size = x.shape[axis] as number;
  const before = (count: number) => x.shape.map((_, i) => (i === axis ? count : 0));
  const none = before(0);
  const shifted = (value: Value, by: number) =>
    g.pad(
      g.slice(
        value,
        none,
        x.shape.map((d, i) => (i === axis ? d - by : d)),
      ),
      before(by),
      none,
      1,
    );
  let product = exclusive && size > 0 ? shifted(x, 1) : x;
  for (let span = 1; span < size; span *= 2) product = g.binary('Mul', product, shifted(product, span));
  return product;
}

export const reductionRows = {
  All: on(booleans, logical('ReduceMin')),
  Any: on(booleans, logical('ReduceMax')),
  ArgMax: on(anything, argExtreme('ArgMax')),
  ArgMin: on(anything, argExtreme('ArgMin')),
  Cumprod: on(
    numbers,
    standard<CumprodAttrs>(['Slice', 'Pad', 'Mul'], (g, { x }, { axis, exclusive, reverse }) => {
      const value = g.cast(x as Value, counting((x as Value).dtype));
      const along = axis < 0 ? axis + value.shape.length : axis;
      const turned = reverse ? [along] : [];
      return g.reverse(cumulativeProduct(g, g.reverse(value, turned), along, exclusive), turned);
    }),
  ),
  Cumsum: on(
    numbers,
    standard<CumsumAttrs>(['CumSum'], (g, { x }, { axis, exclusive, reverse }) =>
      g.cumulativeSum(x as Value, axis < 0 ? axis + (x as Value).shape.length : axis, exclusive, reverse),
    ),
  ),
  LogSoftmax: standard(['LogSoftmax'], (g, { logits }) => g.softmax('LogSoftmax', g.cast(logits as Value, 'float32'))),
  Max: on(
    anything,
    extreme('ReduceMax', ({ reductionIndices }) => reductionIndices),
  ),
  Mean: on(
    anything,
    reduction('ReduceMean', () => 'float32'),
  ),
  Min: on(
    anything,
    extreme('ReduceMin', ({ axis }) => axis),
  ),
  Prod: on(anything, reduction('ReduceProd', counting)),
  Softmax: standard(['Softmax'], (g, { logits }) => g.softmax('Softmax', g.cast(logits as Value, 'float32'))),
  Sum: on(anything, reduction('ReduceSum', counting)),
  // Sorted also where tfjs does not ask for it: among equals the lower index comes first then.
  TopK: on(
    numbers,
    standard<TopKAttrs>(['TopK', 'Cast'], (g, { x }, { k }) => g.topK(x as Value, k, true)),
  ),
  // A sum of equals shapes; tfjs sends it when several gradients meet.
  AddN: {
    onnx: ['Add'],
    dtypes: numbers,
    lower: (g, inputs, attributes) => {
      const names = Object.keys(inputs);
      const sum = elementwise(['Add'], names, (b, values) => values.reduce((a, c) => b.binary('Add', a, c)));
      return sum.lower(g, inputs, attributes);
    },
  },
} as const satisfies Record<string, Row>;
