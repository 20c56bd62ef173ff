import { intsOf } from '../graph/attribute.js';
import type { GraphBuilder, PoolingGeometry } from '../graph/graph-builder.js';
import { type Node, sizeOf, type Value } from '../graph/value.js';
import { type Composite, compositeDomain } from './composite.js';
import { positive } from './positive.js';

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
    return isSliding(geometry) ? slidingGradient(g, x, maximum, dy, geometry) : scatteredGradient(g, x, dy, geometry);
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

/**
 * dy, given to the first of `pixels` that equals `maximum`. `rest` is the part no pixel has claimed yet:
 * positive(maximum - pixel) is 0 exactly where the pixel is the maximum, and there it takes all of the rest. The first of
 * equal maxima gets the gradient, as in tfjs and PyTorch, by float passes that ONNX Runtime vectorises.
 */
export function sharesOfMaximum(g: GraphBuilder, pixels: readonly Value[], maximum: Value, dy: Value): Value[] {
  const shares: Value[] = [];
  let rest = dy;
  for (const pixel of pixels.slice(0, -1)) {
    const unclaimed = g.binary('Mul', rest, positive(g, g.binary('Sub', maximum, pixel)));
    shares.push(g.binary('Sub', rest, unclaimed));
    rest = unclaimed;
  }
  return [...shares, rest];
}

/** Taps of both dimensions together, up to which a pass for each is faster than indices. */
const mostTaps = 10;

/** Whether small windows move by one pixel. */
const isSliding = ({ kernel, strides, dilations }: PoolingGeometry): boolean =>
  kernel.reduce((sum, size) => sum + size) <= mostTaps && [...strides, ...dilations].every((n) => n === 1);

/**
 * The maximum of a window is that of the maxima of its rows, so dy goes to the first row that has it and there to the first
 * pixel: the first of equal maxima in the order of tfjs.
 */
function slidingGradient(
  g: GraphBuilder,
  x: Value,
  maximum: Value,
  dy: Value,
  { kernel: [rows = 1, columns = 1], pads: [top = 0, left = 0, bottom = 0, right = 0] }: PoolingGeometry,
): Value {
  const one = { strides: [1, 1], dilations: [1, 1] };
  const alongRow = { ...one, kernel: [1, columns], pads: [0, left, 0, right] };
  const ofRows = columns === 1 ? x : g.maxPool(x, alongRow, [x.shape[2] ?? 0, maximum.shape[3] ?? 0]);
  const dyOfRows = shareAlong(g, 2, ofRows, maximum, dy, { size: rows, before: top, after: bottom });
  return shareAlong(g, 3, x, ofRows, dyOfRows, { size: columns, before: left, after: right });
}

interface Windows {
  readonly size: number;
  /** Padding. */
  readonly before: number;
  readonly after: number;
}

/** The gradient of windows of one dimension. */
function shareAlong(
  g: GraphBuilder,
  axis: number,
  x: Value,
  maximum: Value,
  dy: Value,
  { size, before, after }: Windows,
): Value {
  const only = (amount: number) => x.shape.map((_, i) => (i === axis ? amount : 0));
  const taps = Array.from({ length: size }, (_, tap) => ({ tap, skipped: tap - before, rest: size - 1 - tap - after }));
  const pixels = taps.map(({ skipped, rest }) => g.pad(x, only(-skipped), only(-rest), Number.NEGATIVE_INFINITY));
  const shares = sharesOfMaximum(g, pixels, maximum, dy);
  return taps
    .map(({ tap, skipped, rest }) => g.pad(shares[tap] as Value, only(skipped), only(rest)))
    .reduce((sum, part) => g.binary('Add', sum, part));
}

/** Any windows: every dy is added at the index of its maximum. */
function scatteredGradient(g: GraphBuilder, x: Value, dy: Value, geometry: PoolingGeometry): Value {
  const [, indices] = g.maxPoolWithIndices(x, geometry, dy.shape.slice(2));
  const count = sizeOf(dy.shape);
  const zeros = g.expand(g.scalar(0), [sizeOf(x.shape)]);
  const scattered = g.scatterElements(zeros, g.reshape(indices, [count]), g.reshape(dy, [count]), 0, 'add');
  return g.reshape(scattered, x.shape);
}
