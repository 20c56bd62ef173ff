import { backend_util, type Dilation2DAttrs } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph/graph-builder.js';
import { sizeOf, type Value } from '../graph/value.js';
import { numbers, on, type Row, standard } from './row.js';

type Info = backend_util.Conv2DInfo;

const dilationInfo = (x: Value, filter: Value, { strides, pad, dilations }: Dilation2DAttrs): Info =>
  backend_util.computeDilation2DInfo(
    [...x.shape] as [number, number, number, number],
    [...filter.shape] as [number, number, number],
    strides,
    pad,
    'NHWC',
    dilations,
  );

/** x [n, h, w, c] plus the filter, at every filter position: filterHeight · filterWidth values [n, outH, outW, c]. */
function sums(g: GraphBuilder, x: Value, filter: Value, info: Info): Value[] {
  const { batchSize: n, inChannels: c, padInfo, outHeight, outWidth, strideHeight, strideWidth } = info;
  const { top, left, bottom, right } = padInfo;
  const lowest = x.dtype === 'int32' ? -(2 ** 30) : Number.NEGATIVE_INFINITY;
  const padded = g.pad(x, [0, top, left, 0], [0, bottom, right, 0], lowest);
  const all: Value[] = [];
  for (let row = 0; row < info.filterHeight; row++) {
    for (let column = 0; column < info.filterWidth; column++) {
      const [y, z] = [row * info.dilationHeight, column * info.dilationWidth];
      const ends = [n, y + (outHeight - 1) * strideHeight + 1, z + (outWidth - 1) * strideWidth + 1, c];
      const window = g.slice(padded, [0, y, z, 0], ends, [1, strideHeight, strideWidth, 1]);
      all.push(g.binary('Add', window, g.slice(filter, [row, column, 0], [row + 1, column + 1, c])));
    }
  }
  return all;
}

/** Which filter position gives the maximum, the first of equals: int32 [n, outH, outW, c]. */
function winners(g: GraphBuilder, x: Value, filter: Value, info: Info): Value {
  const raised = sums(g, x, filter, info).map((value) => g.reshape(value, [1, ...value.shape]));
  return g.argExtreme('ArgMax', g.concat(raised, 0), 0);
}

/** dy added up at int32 positions of a flat tensor that is then given `shape`. */
function addedAt(g: GraphBuilder, dy: Value, positions: Value, shape: readonly number[]): Value {
  const count = sizeOf(dy.shape);
  const zeros = g.expand(g.scalar(0, dy.dtype), [sizeOf(shape)]);
  const indices = g.reshape(g.cast(positions, 'int64'), [count]);
  return g.reshape(g.scatterElements(zeros, indices, g.reshape(dy, [count]), 0, 'add'), shape);
}

const wholeNumbers = (g: GraphBuilder, values: readonly number[], shape: readonly number[]): Value =>
  g.constant(Int32Array.from(values), shape, 'int32');

const channelNumbers = (g: GraphBuilder, c: number): Value => wholeNumbers(g, [...Array(c).keys()], [c]);

/** Greyscale dilation (mathematical morphology): max over the filter's positions of image + filter. */
export const morphologyRows = {
  Dilation2D: on(
    numbers,
    standard<Dilation2DAttrs>(['Pad', 'Slice', 'Add', 'Max'], (g, { x, filter }, attributes) => {
      const [image, kernel] = [x as Value, filter as Value];
      const all = sums(g, image, kernel, dilationInfo(image, kernel, attributes));
      return all.reduce((highest, value) => g.binary('Max', highest, value));
    }),
  ),
  Dilation2DBackpropFilter: standard<Dilation2DAttrs>(
    ['Pad', 'Slice', 'Add', 'Concat', 'ArgMax', 'Mul', 'ScatterElements'],
    (g, { x, filter, dy }, attributes) => {
      const [image, kernel] = [x as Value, filter as Value];
      const info = dilationInfo(image, kernel, attributes);
      const c = info.inChannels;
      const winner = winners(g, image, kernel, info);
      const positions = g.binary('Add', g.binary('Mul', winner, g.scalar(c, 'int32')), channelNumbers(g, c));
      return addedAt(g, dy as Value, positions, kernel.shape);
    },
  ),
  Dilation2DBackpropInput: standard<Dilation2DAttrs>(
    ['Pad', 'Slice', 'Add', 'Concat', 'ArgMax', 'Gather', 'ScatterElements'],
    (g, { x, filter, dy }, attributes) => {
      const [image, kernel] = [x as Value, filter as Value];
      const info = dilationInfo(image, kernel, attributes);
      const { batchSize: n, inHeight, inWidth, inChannels: c, outHeight, outWidth, filterWidth } = info;
      const flat = (row: number, column: number) => (row * inWidth + column) * c;
      // Position of a window's corner, plus where in the window its maximum is.
      const corners = Array.from({ length: n * outHeight * outWidth }, (_, i) => {
        const row = Math.floor(i / outWidth) % outHeight;
        const from = flat(
          row * info.strideHeight - info.padInfo.top,
          (i % outWidth) * info.strideWidth - info.padInfo.left,
        );
        return Math.floor(i / (outHeight * outWidth)) * inHeight * inWidth * c + from;
      });
      const offsets = Array.from({ length: info.filterHeight * filterWidth }, (_, k) =>
        flat(Math.floor(k / filterWidth) * info.dilationHeight, (k % filterWidth) * info.dilationWidth),
      );
      const within = g.gather(wholeNumbers(g, offsets, [offsets.length]), winners(g, image, kernel, info), 0);
      const corner = g.binary('Add', wholeNumbers(g, corners, [n, outHeight, outWidth, 1]), channelNumbers(g, c));
      return addedAt(g, dy as Value, g.binary('Add', corner, within), image.shape);
    },
  ),
} as const satisfies Record<string, Row>;
