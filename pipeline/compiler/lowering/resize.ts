import type { ResizeBilinearAttrs, ResizeNearestNeighborAttrs } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph/graph-builder.js';
import type { Value } from '../graph/value.js';
import { channelsFirst, inOrder, type Operand, operand } from './operand.js';
import { input, layoutAware, numbers, type Operands, on, type Row } from './row.js';

type Attributes = ResizeBilinearAttrs | ResizeNearestNeighborAttrs;

const order = channelsFirst(4);

/** One output position as weights of input positions. */
type Source = readonly (readonly [index: number, weight: number])[];

/** Where output positions of one dimension lie in the input, in input pixels (tfjs's formula, in double precision). */
function coordinates(from: number, to: number, { alignCorners, halfPixelCenters }: Attributes, half: number) {
  const ratio = alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
  return Array.from({ length: to }, (_, i) => (halfPixelCenters ? ratio * (i + 0.5) - half : ratio * i));
}

const clamped = (i: number, size: number) => Math.min(Math.max(i, 0), size - 1);

function bilinearSources(from: number, to: number, attributes: Attributes): Source[] {
  return coordinates(from, to, attributes, 0.5).map((position) => {
    const low = Math.max(0, Math.floor(position));
    const weight = position - low;
    return [
      [low, 1 - weight],
      [Math.min(from - 1, Math.ceil(position)), weight],
    ];
  });
}

const nearestIndices = (from: number, to: number, attributes: Attributes): number[] =>
  coordinates(from, to, attributes, 0).map((position) =>
    clamped(attributes.alignCorners ? Math.round(position) : Math.floor(position), from),
  );

/** The resampling of one dimension as a matrix [to, from]. */
function matrix(g: GraphBuilder, sources: readonly Source[], from: number): Value {
  const elements = new Float32Array(sources.length * from);
  sources.forEach((source, row) => {
    for (const [column, weight] of source)
      elements[row * from + column] = (elements[row * from + column] ?? 0) + weight;
  });
  return g.constant(elements, [sources.length, from], 'float32');
}

function resized(
  g: GraphBuilder,
  x: Value,
  [height, width]: readonly [number, number],
  mode: 'linear' | 'nearest',
  transformation: string,
): Value {
  const [n, c] = x.shape as [number, number, number, number];
  const attributes = {
    mode: { type: 'string', value: mode },
    coordinate_transformation_mode: { type: 'string', value: transformation },
    ...(mode === 'nearest' && { nearest_mode: { type: 'string', value: 'floor' } as const }),
  } as const;
  if (x.shape[2] === height && x.shape[3] === width) return x;
  // Scales and not sizes, which would depend on the batch.
  const scales = Float32Array.of(1, 1, scale(x.shape[2] as number, height), scale(x.shape[3] as number, width));
  const inputs = [x, undefined, g.constant(scales, [4], 'float32')];
  const [value] = g.node('Resize', inputs, attributes, [{ dtype: x.dtype, shape: [n, c, height, width] }]);
  return value as Value;
}

/** The float nearest to `to / from` from which the runtime computes `to` again, rounding down however precisely. */
function scale(from: number, to: number): number {
  const nearest = Math.fround(to / from);
  return Math.floor(from * nearest) < to ? Math.fround(nearest * (1 + 2 ** -23)) : nearest;
}

const transformationMode = ({ alignCorners, halfPixelCenters }: Attributes): string =>
  alignCorners ? 'align_corners' : halfPixelCenters ? 'half_pixel' : 'asymmetric';

const images = (g: GraphBuilder, inputs: Operands, name: string): Value => inOrder(g, input(inputs, name), order);

function nearest(g: GraphBuilder, x: Value, attributes: ResizeNearestNeighborAttrs): Value {
  const [, , h, w] = x.shape as [number, number, number, number];
  const { size, alignCorners, halfPixelCenters } = attributes;
  const repeats = size[0] % h === 0 && size[1] % w === 0 && !alignCorners && !halfPixelCenters;
  // Whole-number upsampling is the case ONNX Runtime has a fast path for; no rounding can go wrong there.
  if (repeats && x.dtype === 'float32') return resized(g, x, size, 'nearest', 'asymmetric');
  const picked = (value: Value, axis: number, from: number, to: number) => {
    const indices = nearestIndices(from, to, attributes);
    return g.gather(value, g.constant(Int32Array.from(indices), [to], 'int32'), axis);
  };
  return picked(picked(x, 2, h, size[0]), 3, w, size[1]);
}

/** dx = Rᵀ dy C: the transposes of the matrices that resample rows and columns. */
function gradient(
  g: GraphBuilder,
  x: Value,
  dy: Value,
  sources: (from: number, to: number) => readonly Source[],
): Value {
  const [, , h, w] = x.shape as [number, number, number, number];
  const [, , height, width] = dy.shape as [number, number, number, number];
  const rows = g.transpose(matrix(g, sources(h, height), h), [1, 0]);
  return g.matmul(rows, g.matmul(dy, matrix(g, sources(w, width), w)));
}

const inImages = (value: Value): Operand => operand(value, order);

export const resizeRows = {
  ResizeBilinear: on(
    numbers,
    layoutAware<ResizeBilinearAttrs>(['Resize'], (g, inputs, attributes) => {
      const x = g.cast(images(g, inputs, 'images'), 'float32');
      return inImages(resized(g, x, attributes.size, 'linear', transformationMode(attributes)));
    }),
  ),
  ResizeBilinearGrad: layoutAware<ResizeBilinearAttrs>(['MatMul'], (g, inputs, attributes) =>
    inImages(
      gradient(g, images(g, inputs, 'images'), images(g, inputs, 'dy'), (from, to) =>
        bilinearSources(from, to, attributes),
      ),
    ),
  ),
  ResizeNearestNeighbor: on(
    numbers,
    layoutAware<ResizeNearestNeighborAttrs>(['Resize', 'Gather'], (g, inputs, attributes) =>
      inImages(nearest(g, images(g, inputs, 'images'), attributes)),
    ),
  ),
  ResizeNearestNeighborGrad: layoutAware<ResizeNearestNeighborAttrs>(['MatMul'], (g, inputs, attributes) =>
    inImages(
      gradient(g, images(g, inputs, 'images'), images(g, inputs, 'dy'), (from, to) =>
        nearestIndices(from, to, attributes).map((index) => [[index, 1]]),
      ),
    ),
  ),
} as const satisfies Record<string, Row>;
