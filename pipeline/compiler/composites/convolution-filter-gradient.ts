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

/** From so many channels on, products of shifted images beat one product of stacked windows. */
const channelsForShifts = 8;

export const convolutionFilterGradient: Composite = {
  expand(g, node) {
    const [x, dy] = node.inputs as [Value, Value];
    const geometry = filterGradientGeometryOf(node);
    const padded = geometry.pads.some((amount) => amount > 0) && geometry.strides.every((stride) => stride === 1);
    const wide = (x.shape[1] as number) >= channelsForShifts;
    return padded && wide ? byShifts(g, x, dy, geometry) : byWindows(g, x, dy, geometry);
  },
};

/**
 * dFilter[i, j, c, k] = sum over n, p, q of x[n, c, p·s + i, q·s + j] · dy[n, k, p, q], as ONE matrix product: rows
 * (i, j, c) of shifted images times columns k, summed over all batch and space positions. It beats a convolution with
 * swapped roles, and gives tfjs's own order of filter dimensions.
 */
function byWindows(g: GraphBuilder, x: Value, dy: Value, { kernel, strides, pads }: FilterGradientGeometry): Value {
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
}

/**
 * The same sum for stride one, with images and dy both laid out on the padded grid, rows of [channel, all positions]:
 * there a window's offset (i, j) is a shift of i · paddedWidth + j along one dimension. Shifting x by j and dy by -i
 * needs height + width contiguous copies where stacked windows need height × width strided ones. Positions outside
 * dy are zero, so what a shift drags in from the next row or image does not count.
 */
function byShifts(g: GraphBuilder, x: Value, dy: Value, { kernel, pads }: FilterGradientGeometry): Value {
  const { images, slopes } = shiftedOperands(g, x, dy, kernel, pads);
  const products = slopes.flatMap((slope) => images.map((image) => g.gemm(image, slope, undefined, false, true)));
  const [height, width] = kernel as [number, number];
  return g.reshape(g.concat(products, 0), [height, width, x.shape[1] as number, dy.shape[1] as number]);
}

/** x shifted by every column offset and dy by every row offset, each [channels, positions]. */
export function shiftedOperands(
  g: GraphBuilder,
  x: Value,
  dy: Value,
  kernel: readonly number[],
  pads: readonly number[],
): { images: Value[]; slopes: Value[] } {
  const [height, width] = kernel as [number, number];
  const [top, left, bottom, right] = pads as [number, number, number, number];
  const [n, inChannels, h, w] = x.shape as [number, number, number, number];
  const [, outChannels, outH, outW] = dy.shape as [number, number, number, number];
  const [gridH, gridW] = [h + top + bottom, w + left + right];
  const positions = n * gridH * gridW;
  const flat = (value: Value, channels: number, before: readonly number[], after: readonly number[]) =>
    g.reshape(g.transpose(g.pad(value, before, after), [1, 0, 2, 3]), [channels, positions]);
  const xs = flat(x, inChannels, [0, 0, top, left], [0, 0, bottom, right]);
  const dys = flat(dy, outChannels, [0, 0, 0, 0], [0, 0, gridH - outH, gridW - outW]);
  // x[l + i · gridW + j] · dy[l], summed over l, is x[l + j] · dy[l - i · gridW].
  const delay = (height - 1) * gridW;
  const delayed = g.pad(dys, [0, delay], [0, 0]);
  const length = positions - (width - 1);
  const images = Array.from({ length: width }, (_, j) => g.slice(xs, [0, j], [inChannels, j + length]));
  const slopes = Array.from({ length: height }, (_, i) => {
    const from = delay - i * gridW;
    return g.slice(delayed, [0, from], [outChannels, from + length]);
  });
  return { images, slopes };
}
