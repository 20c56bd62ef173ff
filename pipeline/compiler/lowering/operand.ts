import type { GraphBuilder } from '../graph/graph-builder.js';
import type { Shape, Value } from '../graph/value.js';

/**
 * A tfjs tensor while it is traced: a value together with the order in which its dimensions are laid out. Dimension i
 * of `value` is dimension `order[i]` of the tensor; no order means they are the same. tfjs convolutions are
 * channels-last (NHWC), ONNX's channels-first (NCHW). Carrying the order along lets elementwise operations, reductions
 * and pooling follow a convolution in its own layout, so that transposes arise only where a layout really ends.
 */
export interface Operand {
  readonly value: Value;
  readonly order?: readonly number[];
}

/** A complex64 tensor: its parts are ordinary operands. */
export interface ComplexOperand {
  readonly real: Operand;
  readonly imag: Operand;
}

export function isComplex(x: Operand | ComplexOperand): x is ComplexOperand {
  return 'real' in x;
}

export function operand(value: Value, order?: readonly number[]): Operand {
  return order?.some((axis, i) => axis !== i) ? { value, order } : { value };
}

/** The tensor's shape as tfjs sees it. */
export function tensorShape({ value, order }: Operand): Shape {
  if (!order) return value.shape;
  const shape: number[] = [];
  order.forEach((axis, i) => {
    shape[axis] = value.shape[i] as number;
  });
  return shape;
}

/** The value with its dimensions in `order`; a transpose only where data has to move. */
export function inOrder(g: GraphBuilder, { value, order }: Operand, wanted: readonly number[]): Value {
  const place = (axis: number) => (order ? order.indexOf(axis) : axis);
  return g.transpose(value, wanted.map(place));
}

/** The value with its dimensions as tfjs sees them. */
export function inStandardOrder(g: GraphBuilder, x: Operand): Value {
  return x.order
    ? inOrder(
        g,
        x,
        x.order.map((_, i) => i),
      )
    : x.value;
}

/** NWC -> NCW, NHWC -> NCHW, NDHWC -> NCDHW. */
export function channelsFirst(rank: number): readonly number[] {
  return [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, i) => i + 1)];
}

/** Filters: [...spatial, in, out] -> [out, in, ...spatial]. */
export function filterOrder(rank: number): readonly number[] {
  return [rank - 1, rank - 2, ...Array.from({ length: rank - 2 }, (_, i) => i)];
}

/**
 * Operands of an elementwise operation, broadcast to a common rank and brought to one order: that of the largest
 * operand, because moving a smaller one costs less (a bias of shape [C] becomes [C, 1, 1] by a reshape alone).
 */
export function aligned(g: GraphBuilder, operands: readonly Operand[]): { values: Value[]; order?: readonly number[] } {
  const rank = Math.max(...operands.map(({ value }) => value.shape.length));
  const size = ({ value }: Operand) => value.shape.reduce((product, dim) => product * dim, 1);
  const ordered = operands.filter((x) => x.order && x.value.shape.length === rank);
  const [leader] = ordered.sort((a, b) => size(b) - size(a));
  if (!leader?.order) return { values: operands.map((x) => inStandardOrder(g, x)) };
  const { order } = leader;
  const values = operands.map((x) => {
    if (x.value.shape.length === 0) return x.value;
    if (x.value.shape.length === rank) return inOrder(g, x, order);
    const padded = [...Array(rank - x.value.shape.length).fill(1), ...tensorShape(x)];
    return inOrder(g, { value: g.reshape(inStandardOrder(g, x), padded) }, order);
  });
  return { values, order };
}
