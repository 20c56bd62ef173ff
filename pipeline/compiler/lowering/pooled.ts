import type { GraphBuilder, PoolingGeometry } from '../graph/graph-builder.js';
import { sizeOf, type Value } from '../graph/value.js';

/**
 * Max or average pooling of x [n, c, ...spatial]. Paddings as wide as the window, which ONNX Runtime refuses, are put
 * around x first; a result without elements, which it cannot compute either, is a constant.
 */
export function pooled(
  g: GraphBuilder,
  kind: 'max' | 'average',
  x: Value,
  geometry: PoolingGeometry,
  outputSpatial: readonly number[],
): Value {
  const shape = [...x.shape.slice(0, 2), ...outputSpatial];
  if (sizeOf(shape) === 0) return g.constant(new Float32Array(0), shape, 'float32');
  const { kernel, pads } = geometry;
  const rank = kernel.length;
  const tooWide = pads.some((pad, i) => pad >= (kernel[i % rank] as number));
  if (kind === 'max') {
    const narrow = tooWide ? widened(g, x, geometry, Number.NEGATIVE_INFINITY) : { x, geometry };
    return g.maxPool(narrow.x, narrow.geometry, outputSpatial);
  }
  if (!tooWide) return g.averagePool(x, geometry, outputSpatial);
  const narrow = widened(g, x, geometry, 0);
  const average = g.averagePool(narrow.x, narrow.geometry, outputSpatial);
  return g.binary('Mul', average, shares(g, x, geometry, outputSpatial));
}

function widened(g: GraphBuilder, x: Value, geometry: PoolingGeometry, value: number) {
  const { pads } = geometry;
  const rank = pads.length / 2;
  // By Concat, since ONNX Runtime merges a Pad into the pooling, where it refuses it.
  const wide = geometry.kernel.reduce((padded, _, i) => {
    const filled = (count: number) => {
      const shape = padded.shape.map((size, axis) => (axis === i + 2 ? count : size));
      return count > 0 ? [g.expand(g.scalar(value), shape)] : [];
    };
    return g.concat([...filled(pads[i] as number), padded, ...filled(pads[i + rank] as number)], i + 2);
  }, x);
  return { x: wide, geometry: { ...geometry, pads: pads.map(() => 0) } };
}

/** Window size / number of its elements inside of x (0 where there is none): averages leave the padding out. */
function shares(g: GraphBuilder, x: Value, geometry: PoolingGeometry, outputSpatial: readonly number[]): Value {
  const { kernel, strides, pads } = geometry;
  const rank = kernel.length;
  const inside = outputSpatial.map((count, axis) =>
    Array.from({ length: count }, (_, i) => {
      const from = i * (strides[axis] as number) - (pads[axis] as number);
      const to = Math.min(from + (kernel[axis] as number), x.shape[axis + 2] as number);
      return Math.max(0, to - Math.max(0, from));
    }),
  );
  // Element i of the product of per-dimension counts, row-major.
  const factors = Float32Array.from({ length: sizeOf(outputSpatial) }, (_, i) => {
    let [rest, counted] = [i, 1];
    for (let axis = rank - 1; axis >= 0; axis--) {
      const size = outputSpatial[axis] as number;
      counted *= inside[axis]?.[rest % size] as number;
      rest = Math.floor(rest / size);
    }
    return counted === 0 ? 0 : sizeOf(kernel) / counted;
  });
  return g.constant(factors, [1, 1, ...outputSpatial], 'float32');
}
