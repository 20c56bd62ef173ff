import type { NamedAttrMap } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph/graph-builder.js';
import type { Value } from '../graph/value.js';
import { aligned, inStandardOrder, type Operand, operand } from './operand.js';

/** Inputs by tfjs's own names; kernels that take a list (Concat, Pack, AddN) name them '0', '1', ... */
export type Operands = Readonly<Record<string, Operand>>;
export type Attributes = NamedAttrMap;

/** How one tfjs kernel becomes ONNX nodes. */
export interface Row {
  /** The ONNX operators it may emit, for the documentation. */
  readonly onnx: readonly string[];
  lower(g: GraphBuilder, inputs: Operands, attributes: Attributes): Operand | readonly Operand[];
}

/** A kernel that reads its inputs in tfjs's own order of dimensions. */
export function standard<A>(
  onnx: readonly string[],
  lower: (g: GraphBuilder, inputs: Readonly<Record<string, Value>>, attributes: A) => Value | readonly Value[],
): Row {
  return {
    onnx,
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
  return { onnx, lower: (g, inputs, attributes) => lower(g, inputs, attributes as A) };
}

export function input<T>(inputs: Readonly<Record<string, T>>, name: string): T {
  const found = inputs[name];
  if (found === undefined) throw new Error(`kernel input \`${name}\` is missing`);
  return found;
}
