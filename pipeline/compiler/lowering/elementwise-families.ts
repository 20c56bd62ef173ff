import type { GraphBuilder } from '../graph/graph-builder.js';
import type { Dtype, Value } from '../graph/value.js';
import { elementwise, numbers, on, type Row } from './row.js';

type Unary = (g: GraphBuilder, x: Value) => Value;
type Binary = (g: GraphBuilder, a: Value, b: Value) => Value;

export const unary = (onnx: readonly string[], lower: Unary): Row =>
  elementwise(onnx, ['x'], (g, [x]) => lower(g, x as Value));
export const binary = (onnx: readonly string[], lower: Binary): Row =>
  on(
    numbers,
    elementwise(onnx, ['a', 'b'], (g, [a, b]) => lower(g, a as Value, b as Value)),
  );

/** tfjs kernels of float functions also take integers and give floats. */
export const toFloat = (g: GraphBuilder, x: Value): Value => g.cast(x, 'float32');

/** ONNX arithmetic is not defined on booleans: they count as int32, as in tfjs. */
export function numeric(g: GraphBuilder, a: Value, b: Value, lower: (a: Value, b: Value) => Value): Value {
  const dtype: Dtype = a.dtype === 'float32' || b.dtype === 'float32' ? 'float32' : 'int32';
  return lower(g.cast(a, dtype), g.cast(b, dtype));
}
