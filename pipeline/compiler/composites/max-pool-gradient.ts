import { intsOf } from '../graph/attribute.js';
import type { GraphBuilder, PoolingGeometry } from '../graph/graph-builder.js';
import { type Node, sizeOf, type Value } from '../graph/value.js';
import { type Composite, compositeDomain } from './composite.js';
import { poolGradientByRows } from './pool-gradient-by-rows.js';
import { sharesOfMaximum } from './shares-of-maximum.js';

/** Gradient of max pooling with respect to images x [N, C, H, W], given dy and the pooled maximum [N, C, h, w]. */
export function emitMaxPoolGradient(
  g: GraphBuilder,
  dy: Value,
  x: Value,
  maximum: Value,
  { kernel, strides, pads, dilations }: PoolingGeometry,
): Value {
  const ints = (value: readonly number[]) => ({ type: 'ints', value }) as const;
  const attributes = { kernel: ints(kernel), strides: ints(strides), pads: ints(pads), dilations: ints(dilations) };
  const results = [{ dtype: x.dtype, shape: x.shape }];
  return g.node('MaxPoolGradient', [dy, x, maximum], attributes, results, compositeDomain)[0] as Value;
}

export const poolingGeometryOf = (node: Node): PoolingGeometry => ({
  kernel: intsOf(node, 'kernel'),
  strides: intsOf(node, 'strides'),
  pads: intsOf(node, 'pads'),
  dilations: intsOf(node, 'dilations'),
});

/** Whether the windows are squares of two, side by side: the case that has a fast gradient. */
export function isHalving({ kernel, strides, pads, dilations }: PoolingGeometry): boolean {
  return [...kernel, ...strides].every((n) => n === 2) && pads.every((n) => n === 0) && dilations.every((n) => n === 1);
}

export const maxPoolGradient: Composite = {
  expand(g, node) {
    const [dy, x, maximum] = node.inputs as [Value, Value, Value];
    const geometry = poolingGeometryOf(node);
    if (isHalving(geometry)) return halvingGradient(g, x, maximum, dy);
    return isSmall(geometry)
      ? poolGradientByRows(g, { x, maximum, dy }, geometry)
      : scatteredGradient(g, x, dy, geometry);
  },
};

/** The 2 x 2 case without an index tensor, which is slow in ONNX Runtime: pixels of a window as channels. */
function halvingGradient(g: GraphBuilder, x: Value, maximum: Value, dy: Value): Value {
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const [outH, outW] = [Math.floor(h / 2), Math.floor(w / 2)];
  const covered = g.slice(x, [0, 0, 0, 0], [n, c, outH * 2, outW * 2]);
  const pixels = g.split(g.spaceToDepth(covered, 2), 1, [c, c, c, c]);
  const gradient = g.depthToSpace(g.concat(sharesOfMaximum(g, pixels, maximum, dy), 1), 2);
  return g.pad(gradient, [0, 0, 0, 0], [0, 0, h - outH * 2, w - outW * 2]);
}

/** Taps of both dimensions together, up to which a pass for each is faster than indices. */
const mostTaps = 10;

const isSmall = ({ kernel }: PoolingGeometry): boolean => kernel.reduce((sum, size) => sum + size) <= mostTaps;

/** Any windows: every dy is added at the index of its maximum. */
function scatteredGradient(g: GraphBuilder, x: Value, dy: Value, geometry: PoolingGeometry): Value {
  const [, indices] = g.maxPoolWithIndices(x, geometry, dy.shape.slice(2));
  const count = sizeOf(dy.shape);
  const zeros = g.expand(g.scalar(0), [sizeOf(x.shape)]);
  const scattered = g.scatterElements(zeros, g.reshape(indices, [count]), g.reshape(dy, [count]), 0, 'add');
  return g.reshape(scattered, x.shape);
}
