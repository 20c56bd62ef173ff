import type { GraphBuilder, PoolingGeometry } from '../graph/graph-builder.js';
import type { Value } from '../graph/value.js';
import { sharesOfMaximum } from './shares-of-maximum.js';

/** Images, their pooled maxima, and the gradient of these, [N, C, H, W] each. */
export interface Pooled {
  readonly x: Value;
  readonly maximum: Value;
  readonly dy: Value;
}

/** Windows along one axis. */
interface Windows {
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
  /** Padding. */
  readonly before: number;
  readonly after: number;
}

/**
 * The gradient of max pooling without indices, which are slow on the CPU and missing on WebGPU. The maximum of a window is that of
 * the maxima of its rows, so dy goes to the first row that has it and there to the first pixel: the first of equal maxima in the
 * order of tfjs.
 */
export function poolGradientByRows(g: GraphBuilder, { x, maximum, dy }: Pooled, geometry: PoolingGeometry): Value {
  const [column, row] = [windowsAlong(geometry, 0), windowsAlong(geometry, 1)];
  const pooled = [x.shape[2] ?? 0, maximum.shape[3] ?? 0];
  const maxima = row.size === 1 && row.stride === 1 ? x : g.maxPool(x, withinRows(row), pooled);
  const dyOfRows = gradientAlong(g, 2, { x: maxima, maximum, dy }, column);
  return gradientAlong(g, 3, { x, maximum: maxima, dy: dyOfRows }, row);
}

const windowsAlong = ({ kernel, strides, dilations, pads }: PoolingGeometry, axis: 0 | 1): Windows => ({
  size: kernel[axis] ?? 1,
  stride: strides[axis] ?? 1,
  dilation: dilations[axis] ?? 1,
  before: pads[axis] ?? 0,
  after: pads[axis + 2] ?? 0,
});

const withinRows = ({ size, stride, dilation, before, after }: Windows): PoolingGeometry => ({
  kernel: [1, size],
  strides: [1, stride],
  dilations: [1, dilation],
  pads: [0, before, 0, after],
});

function gradientAlong(
  g: GraphBuilder,
  axis: number,
  { x, maximum, dy }: Pooled,
  { size, stride, dilation, before }: Windows,
): Value {
  const along = (amount: number, others = 0) => x.shape.map((_, i) => (i === axis ? amount : others));
  const length = x.shape[axis] ?? 0;
  const count = maximum.shape[axis] ?? 0;
  // With this tap window i sees pixel stride * i + offset.
  const offsets = Array.from({ length: size }, (_, tap) => tap * dilation - before);
  const pixels = offsets.map((offset) => {
    const beyond = offset + stride * (count - 1) + 1 - length;
    const seen = g.pad(x, along(-offset), along(beyond), Number.NEGATIVE_INFINITY);
    return g.slice(seen, along(0), seen.shape, along(stride, 1));
  });
  const shares = sharesOfMaximum(g, pixels, maximum, dy);
  const steps = Math.ceil(length / stride);
  const phases = Array.from({ length: stride }, (_, phase) => {
    const parts = offsets.flatMap((offset, tap) => {
      const first = Math.floor(offset / stride);
      if (offset - first * stride !== phase) return [];
      return [g.pad(shares[tap] as Value, along(first), along(steps - count - first))];
    });
    const none = dy.shape.map((n, i) => (i === axis ? steps : n));
    return parts.length > 0 ? parts.reduce((sum, part) => g.binary('Add', sum, part)) : g.expand(g.scalar(0), none);
  });
  return g.pad(interleaved(g, phases, axis), along(0), along(length - steps * stride));
}

/** The first pixels of all phases, then the second ones, and so on. */
function interleaved(g: GraphBuilder, phases: readonly Value[], axis: number): Value {
  const [{ shape }] = phases as [Value];
  const apart = [...shape.slice(0, axis + 1), 1, ...shape.slice(axis + 1)];
  const side = g.concat(
    phases.map((phase) => g.reshape(phase, apart)),
    axis + 1,
  );
  return g.reshape(
    side,
    shape.map((n, i) => (i === axis ? n * phases.length : n)),
  );
}
