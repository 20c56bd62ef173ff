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
    return isSmall(geometry) ? gradientByRows(g, x, maximum, dy, geometry) : scatteredGradient(g, x, dy, geometry);
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

const isSmall = ({ kernel }: PoolingGeometry): boolean => kernel.reduce((sum, size) => sum + size) <= mostTaps;

/**
 * The maximum of a window is that of the maxima of its rows, so dy goes to the first row that has it and there to the first
 * pixel: the first of equal maxima in the order of tfjs.
 */
function gradientByRows(g: GraphBuilder, x: Value, maximum: Value, dy: Value, geometry: PoolingGeometry): Value {
  const [alongColumn, alongRow] = [0, 1].map((i) => ({
    size: geometry.kernel[i] ?? 1,
    stride: geometry.strides[i] ?? 1,
    dilation: geometry.dilations[i] ?? 1,
    before: geometry.pads[i] ?? 0,
    after: geometry.pads[i + 2] ?? 0,
  })) as [Windows, Windows];
  const { size, stride, dilation, before, after } = alongRow;
  const ofRow = { kernel: [1, size], strides: [1, stride], dilations: [1, dilation], pads: [0, before, 0, after] };
  const maxima = size === 1 && stride === 1 ? x : g.maxPool(x, ofRow, [x.shape[2] ?? 0, maximum.shape[3] ?? 0]);
  const dyOfRows = gradientAlong(g, 2, x.shape[2] ?? 0, alongColumn, { x: maxima, maximum, dy });
  return gradientAlong(g, 3, x.shape[3] ?? 0, alongRow, { x, maximum: maxima, dy: dyOfRows });
}

/** Of one dimension. */
interface Windows {
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
  /** Padding. */
  readonly before: number;
  readonly after: number;
}

/** The gradient of windows along one axis, which has `length` pixels. */
function gradientAlong(
  g: GraphBuilder,
  axis: number,
  length: number,
  { size, stride, dilation, before }: Windows,
  { x, maximum, dy }: { readonly x: Value; readonly maximum: Value; readonly dy: Value },
): Value {
  const only = (amount: number) => x.shape.map((_, i) => (i === axis ? amount : 0));
  const count = maximum.shape[axis] as number;
  // Window i has pixel stride * i + offset for this tap.
  const offsets = Array.from({ length: size }, (_, tap) => tap * dilation - before);
  const reach = stride * (count - 1) + 1;
  const pixels = offsets.map((offset) => {
    const seen = g.pad(x, only(-offset), only(reach + offset - length), Number.NEGATIVE_INFINITY);
    return g.slice(
      seen,
      only(0),
      seen.shape,
      only(stride).map((step) => Math.max(step, 1)),
    );
  });
  const shares = sharesOfMaximum(g, pixels, maximum, dy);
  const steps = Math.ceil(length / stride);
  const phases = Array.from({ length: stride }, (_, phase) => {
    const parts = offsets.flatMap((offset, tap) => {
      const first = Math.floor(offset / stride);
      if (offset - first * stride !== phase) return [];
      return [g.pad(shares[tap] as Value, only(first), only(steps - count - first))];
    });
    if (parts.length > 0) return parts.reduce((sum, part) => g.binary('Add', sum, part));
    return g.expand(
      g.scalar(0),
      dy.shape.map((n, i) => (i === axis ? steps : n)),
    );
  });
  return g.pad(interleaved(g, phases, axis), only(0), only(length - steps * stride));
}

/** The first pixels of all phases, then the second ones, and so on. */
function interleaved(g: GraphBuilder, phases: readonly Value[], axis: number): Value {
  const [first] = phases as [Value];
  if (phases.length === 1) return first;
  const { shape } = first;
  const apart = (n: number) => [...shape.slice(0, axis + 1), n, ...shape.slice(axis + 1)];
  const side = g.concat(
    phases.map((phase) => g.reshape(phase, apart(1))),
    axis + 1,
  );
  return g.reshape(
    side,
    shape.map((n, i) => (i === axis ? n * phases.length : n)),
  );
}

/** Any windows: every dy is added at the index of its maximum. */
function scatteredGradient(g: GraphBuilder, x: Value, dy: Value, geometry: PoolingGeometry): Value {
  const [, indices] = g.maxPoolWithIndices(x, geometry, dy.shape.slice(2));
  const count = sizeOf(dy.shape);
  const zeros = g.expand(g.scalar(0), [sizeOf(x.shape)]);
  const scattered = g.scatterElements(zeros, g.reshape(indices, [count]), g.reshape(dy, [count]), 0, 'add');
  return g.reshape(scattered, x.shape);
}
