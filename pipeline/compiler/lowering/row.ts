import type { NamedAttrMap } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph/graph-builder.js';
import type { Value } from '../graph/value.js';
import { aligned, inStandardOrder, type Operand, operand } from './operand.js';

/** Inputs by tfjs's own names; kernels that take a list (Concat, Pack, AddN) name them '0', '1', ... */
export type Operands = Readonly<Record<string, Operand>>;
export type Attributes = NamedAttrMap;

/** Element types that a tfjs tensor in a graph can have. */
export type TensorDtype = 'float32' | 'int32' | 'bool';

export const floats: readonly TensorDtype[] = ['float32'];
export const integers: readonly TensorDtype[] = ['int32'];
export const booleans: readonly TensorDtype[] = ['bool'];
export const numbers: readonly TensorDtype[] = ['float32', 'int32'];
export const anything: readonly TensorDtype[] = ['float32', 'int32', 'bool'];

/** How one tfjs kernel becomes ONNX nodes. */
export interface Row {
  /** The ONNX operators it may emit, for the documentation. */
  readonly onnx: readonly string[];
  /** What its main input may hold; each is tested. */
  readonly dtypes: readonly TensorDtype[];
  lower(g: GraphBuilder, inputs: Operands, attributes: Attributes): Operand | readonly Operand[];
}

/** A row for other element types than float32 alone. */
export const on = (dtypes: readonly TensorDtype[], row: Row): Row => ({ ...row, dtypes });

/** The same for a whole family. */
export const onAll = <K extends string>(
  dtypes: readonly TensorDtype[],
  rows: Readonly<Record<K, Row>>,
): Readonly<Record<K, Row>> =>
  Object.fromEntries(Object.entries<Row>(rows).map(([kernel, row]) => [kernel, on(dtypes, row)])) as Record<K, Row>;

/** A kernel that reads its inputs in tfjs's own order of dimensions. */
export function standard<A>(
  onnx: readonly string[],
  lower: (g: GraphBuilder, inputs: Readonly<Record<string, Value>>, attributes: A) => Value | readonly Value[],
): Row {
  return {
    onnx,
    dtypes: floats,
    lower(g, inputs, attributes) {
      const values = Object.fromEntries(Object.entries(inputs).map(([name, x]) => [name, inStandardOrder(g, x)]));
      const result = lower(g, values, attributes as A);
      return Array.isArray(result) ? result.map((value) => operand(value)) : operand(result as Value);
    },
  };
}

/** A kernel that treats every element alike, in whatever order the dimensions lie. */
export function elementwise<A>(
  onnx: readonly string[],
  names: readonly string[],
  lower: (g: GraphBuilder, values: readonly Value[], attributes: A) => Value,
): Row {
  return {
    onnx,
    dtypes: floats,
    lower(g, inputs, attributes) {
      const { values, order } = aligned(
        g,
        names.map((name) => input(inputs, name)),
      );
      return operand(lower(g, values, attributes as A), order);
    },
  };
}

/** A kernel that handles the order of dimensions itself. */
export function layoutAware<A>(
  onnx: readonly string[],
  lower: (g: GraphBuilder, inputs: Operands, attributes: A) => Operand | readonly Operand[],
): Row {
  return { onnx, dtypes: floats, lower: (g, inputs, attributes) => lower(g, inputs, attributes as A) };
}

export function input<T>(inputs: Readonly<Record<string, T>>, name: string): T {
  const found = inputs[name];
  if (found === undefined) throw new Error(`kernel input \`${name}\` is missing`);
  return found;
}
