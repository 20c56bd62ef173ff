import type { TransformAttrs } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph/graph-builder.js';
import type { Value } from '../graph/value.js';
import { mixed, pixelsAt, rounded } from './pixels-at.js';

const counted = (g: GraphBuilder, count: number, shape: readonly number[]): Value =>
  g.constant(
    Float32Array.from({ length: count }, (_, i) => i),
    shape,
    'float32',
  );

/** x - period · floor(x / divisor), for x >= 0 */
function reduced(g: GraphBuilder, x: Value, period: number, divisor: number): Value {
  const turns = g.unary('Floor', g.binary('Div', x, g.scalar(divisor)));
  return g.binary('Sub', x, g.binary('Mul', turns, g.scalar(period)));
}

/** [abcd] -> [dcba|abcd|dcba]: both sides count from the edge, then fold at the far end. */
function reflected(g: GraphBuilder, x: Value, size: number): Value {
  const period = g.scalar(2 * size);
  const beyond = reduced(g, x, 2 * size, 2 * size);
  const folded = g.where(
    g.compare('GreaterOrEqual', beyond, g.scalar(size)),
    g.binary('Sub', g.binary('Sub', period, beyond), g.scalar(1)),
    beyond,
  );
  const before = g.unary('Neg', reduced(g, g.unary('Neg', x), 2 * size, 2 * size));
  const unfolded = g.where(
    g.compare('Less', before, g.scalar(-size)),
    g.binary('Add', before, period),
    g.binary('Sub', g.unary('Neg', before), g.scalar(1)),
  );
  return outside(g, x, size, unfolded, folded);
}

/** [abcd] -> [abcd|abcd|abcd], with the period tfjs and TensorFlow use. */
function wrapped(g: GraphBuilder, x: Value, size: number): Value {
  const beyond = reduced(g, x, size, size - 1);
  const turns = g.unary('Floor', g.binary('Div', g.unary('Neg', x), g.scalar(size - 1)));
  const before = g.binary('Add', x, g.binary('Mul', g.binary('Add', turns, g.scalar(1)), g.scalar(size)));
  return outside(g, x, size, before, beyond);
}

/** x within [0, size - 1], and what stands for it before and beyond that. */
function outside(g: GraphBuilder, x: Value, size: number, before: Value, beyond: Value): Value {
  const high = g.where(g.compare('Greater', x, g.scalar(size - 1)), beyond, x);
  return g.clip(g.where(g.compare('Less', x, g.scalar(0)), before, high), 0, size - 1);
}

function mapped(g: GraphBuilder, x: Value, size: number, mode: TransformAttrs['fillMode']): Value {
  if (mode === 'constant') return x;
  if (mode === 'nearest' || size <= 1) return g.clip(x, 0, size - 1);
  return mode === 'reflect' ? reflected(g, x, size) : wrapped(g, x, size);
}

/**
 * Images [n, h, w, c] seen through projective transforms [n or 1, 8] that map output points to input points:
 * x' = (a0 x + a1 y + a2) / (c0 x + c1 y + 1), y' = (b0 x + b1 y + b2) / (c0 x + c1 y + 1).
 */
export function transformed(
  g: GraphBuilder,
  image: Value,
  transforms: Value,
  { interpolation, fillMode, fillValue, outputShape }: TransformAttrs,
): Value {
  const [n, h, w] = image.shape as [number, number, number, number];
  const [height, width] = outputShape ?? [h, w];
  const x = counted(g, width, [1, 1, width]);
  const y = counted(g, height, [1, height, 1]);
  const coefficients = g
    .split(transforms, 1, Array(8).fill(1))
    .map((value) => g.reshape(value, [transforms.shape[0] as number, 1, 1]));
  const plane = (i: number, constant: Value): Value => {
    const terms = g.binary(
      'Add',
      g.binary('Mul', coefficients[i] as Value, x),
      g.binary('Mul', coefficients[i + 1] as Value, y),
    );
    return g.binary('Add', terms, constant);
  };
  const depth = plane(6, g.scalar(1));
  // A point at infinity lies outside of every image.
  const finite = g.predicate('Not', g.compare('Equal', depth, g.scalar(0)));
  const fromX = mapped(g, g.binary('Div', plane(0, coefficients[2] as Value), depth), w, fillMode);
  const fromY = mapped(g, g.binary('Div', plane(3, coefficients[5] as Value), depth), h, fillMode);
  const of = g.constant(
    Int32Array.from({ length: n }, (_, i) => i),
    [n, 1, 1],
    'int32',
  );
  const raised = (value: Value) => g.reshape(value, [...value.shape, 1]);
  const within = (position: Value, size: number) =>
    g.compare('And', g.compare('GreaterOrEqual', position, g.scalar(0)), g.compare('Less', position, g.scalar(size)));
  const fill = g.scalar(fillValue);
  const at = (row: Value, column: Value): Value => {
    const inside = g.compare('And', finite, g.compare('And', within(row, h), within(column, w)));
    // Positions outside may be anything, also no number: they read pixel 0 and are filled afterwards.
    const safe = (position: Value) => g.cast(g.where(inside, position, g.scalar(0)), 'int32');
    return g.where(raised(inside), pixelsAt(g, image, of, safe(row), safe(column)), fill);
  };
  if (interpolation === 'nearest') return at(rounded(g, fromY), rounded(g, fromX));
  const [top, left] = [g.unary('Floor', fromY), g.unary('Floor', fromX)];
  const [bottom, right] = [g.binary('Add', top, g.scalar(1)), g.binary('Add', left, g.scalar(1))];
  const across = raised(g.binary('Sub', fromX, left));
  const upper = mixed(g, at(top, left), at(top, right), across);
  const lower = mixed(g, at(bottom, left), at(bottom, right), across);
  const blended = mixed(g, upper, lower, raised(g.binary('Sub', fromY, top)));
  return g.where(raised(finite), blended, fill);
}
