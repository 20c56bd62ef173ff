import { intsOf } from '../graph/attribute.js';
import type { GraphBuilder } from '../graph/graph-builder.js';
import type { Node, Value } from '../graph/value.js';
import { type Composite, compositeDomain } from './composite.js';

export interface FilterGradientGeometry {
  /** Height and width of the filter. */
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  /** ONNX order: all begins, then all ends. */
  readonly pads: readonly number[];
}

/** Gradient of a convolution with respect to its filter, in tfjs's order [kh, kw, in, out], given x and dy [N, C, H, W]. */
export function emitConvolutionFilterGradient(
  g: GraphBuilder,
  x: Value,
  dy: Value,
  geometry: FilterGradientGeometry,
): Value {
  const ints = (value: readonly number[]) => ({ type: 'ints', value }) as const;
  const attributes = { kernel: ints(geometry.kernel), strides: ints(geometry.strides), pads: ints(geometry.pads) };
  const shape = [...geometry.kernel, x.shape[1] as number, dy.shape[1] as number];
  return g.node(
    'ConvolutionFilterGradient',
    [x, dy],
    attributes,
    [{ dtype: 'float32', shape }],
    compositeDomain,
  )[0] as Value;
}

export const filterGradientGeometryOf = (node: Node): FilterGradientGeometry => ({
  kernel: intsOf(node, 'kernel'),
  strides: intsOf(node, 'strides'),
  pads: intsOf(node, 'pads'),
});

export const convolutionFilterGradient: Composite = {
  /**
   * dFilter[i, j, c, k] = sum over n, p, q of x[n, c, p·s + i, q·s + j] · dy[n, k, p, q], as ONE matrix product: rows
   * (i, j, c) of shifted images times columns k, summed over all batch and space positions. It beats a convolution with
   * swapped roles, and gives tfjs's own order of filter dimensions.
   */
  expand(g, node) {
    const [x, dy] = node.inputs as [Value, Value];
    const { kernel, strides, pads } = filterGradientGeometryOf(node);
    const [height, width] = kernel as [number, number];
    const [strideH, strideW] = strides as [number, number];
    const [top, left, bottom, right] = pads as [number, number, number, number];
    const [n, outChannels, outH, outW] = dy.shape as [number, number, number, number];
    const inChannels = x.shape[1] as number;
    const positions = n * outH * outW;
    const padded = g.pad(x, [0, 0, top, left], [0, 0, bottom, right]);
    const byChannel = g.transpose(padded, [1, 0, 2, 3]);
    const shifted: Value[] = [];
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const ends = [inChannels, n, row + (outH - 1) * strideH + 1, column + (outW - 1) * strideW + 1];
        const window = g.slice(byChannel, [0, 0, row, column], ends, [1, 1, strideH, strideW]);
        shifted.push(g.reshape(window, [inChannels, positions]));
      }
    }
    const columns = g.reshape(g.transpose(dy, [1, 0, 2, 3]), [outChannels, positions]);
    const gradient = g.gemm(g.concat(shifted, 0), columns, undefined, false, true);
    return g.reshape(gradient, [height, width, inChannels, outChannels]);
  },
};
