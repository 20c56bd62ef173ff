import type { CropAndResizeAttrs } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph/graph-builder.js';
import type { Value } from '../graph/value.js';
import { mixed, pixelsAt, rounded } from './pixels-at.js';

/** Positions of `count` samples between `from` and `to` ([boxes, 1], as parts of the image), in pixels: [boxes, count]. */
function samplePositions(g: GraphBuilder, from: Value, to: Value, size: number, count: number): Value {
  const last = g.scalar(size - 1);
  if (count === 1) return g.binary('Mul', g.binary('Mul', g.binary('Add', from, to), g.scalar(0.5)), last);
  const step = g.binary('Div', g.binary('Mul', g.binary('Sub', to, from), last), g.scalar(count - 1));
  const counted = g.constant(
    Float32Array.from({ length: count }, (_, i) => i),
    [1, count],
    'float32',
  );
  return g.binary('Add', g.binary('Mul', from, last), g.binary('Mul', counted, step));
}

/**
 * The one box that is cut out of every image, in tfjs's centre crop: then rows and columns are picked, for any batch.
 * Undefined where boxes differ or are not known.
 */
function sharedBox(boxes: Value, boxImage: Value, images: number): readonly number[] | undefined {
  if (boxes.source.kind !== 'constant' || boxImage.source.kind !== 'constant') return undefined;
  const { data } = boxes.source;
  if (boxes.shape[0] !== images || !boxImage.source.data.every((of: number | bigint, i: number) => Number(of) === i))
    return undefined;
  return data.every((edge: number | bigint, i: number) => edge === data[i % 4])
    ? Array.from(data.slice(0, 4), Number)
    : undefined;
}

/** The input positions nearest to the samples of a box, in the order of operations of tfjs; undefined where one lies outside. */
function nearestPositions(from: number, to: number, size: number, count: number): number[] | undefined {
  const last = size - 1;
  const step = count > 1 ? ((to - from) * last) / (count - 1) : 0;
  const positions = Array.from({ length: count }, (_, i) =>
    count > 1 ? from * last + i * step : 0.5 * (from + to) * last,
  );
  return positions.every((position) => position >= 0 && position <= last) ? positions.map(Math.round) : undefined;
}

/** Boxes [y1, x1, y2, x2] cut out of images [n, h, w, c] and resampled: [boxes, cropHeight, cropWidth, c]. */
export function cropped(
  g: GraphBuilder,
  image: Value,
  boxes: Value,
  boxImage: Value,
  { cropSize, method, extrapolationValue }: CropAndResizeAttrs,
): Value {
  const [n, h, w] = image.shape as [number, number, number, number];
  const [cropHeight, cropWidth] = cropSize;
  const count = boxes.shape[0] as number;
  const box = method === 'nearest' ? sharedBox(boxes, boxImage, n) : undefined;
  if (box) {
    const [top, left, bottom, right] = box as [number, number, number, number];
    const rows = nearestPositions(top, bottom, h, cropHeight);
    const columns = nearestPositions(left, right, w, cropWidth);
    const picked = (x: Value, axis: number, at: number[]) =>
      g.gather(x, g.constant(Int32Array.from(at), [at.length], 'int32'), axis);
    if (rows && columns) return picked(picked(g.cast(image, 'float32'), 1, rows), 2, columns);
  }
  const [y1, x1, y2, x2] = g.split(boxes, 1, [1, 1, 1, 1]) as [Value, Value, Value, Value];
  const y = g.reshape(samplePositions(g, y1, y2, h, cropHeight), [count, cropHeight, 1]);
  const x = g.reshape(samplePositions(g, x1, x2, w, cropWidth), [count, 1, cropWidth]);
  const within = (position: Value, size: number) =>
    g.compare(
      'And',
      g.compare('GreaterOrEqual', position, g.scalar(0)),
      g.compare('LessOrEqual', position, g.scalar(size - 1)),
    );
  const inside = g.compare('And', within(y, h), within(x, w));
  const of = g.reshape(g.cast(boxImage, 'int32'), [count, 1, 1]);
  const known = g.compare('Less', of, g.scalar(n, 'int32'));
  const from = g.binary('Min', of, g.scalar(n - 1, 'int32'));
  const pixel = (position: Value, size: number) => g.cast(g.clip(position, 0, size - 1), 'int32');
  const at = (row: Value, column: Value) => pixelsAt(g, image, from, pixel(row, h), pixel(column, w));
  const raised = (value: Value) => g.reshape(value, [...value.shape, 1]);
  const sampled = (): Value => {
    if (method === 'nearest') return at(rounded(g, y), rounded(g, x));
    const [top, bottom] = [g.unary('Floor', y), g.unary('Ceil', y)];
    const [left, right] = [g.unary('Floor', x), g.unary('Ceil', x)];
    const across = raised(g.binary('Sub', x, left));
    const upper = mixed(g, at(top, left), at(top, right), across);
    const lower = mixed(g, at(bottom, left), at(bottom, right), across);
    return mixed(g, upper, lower, raised(g.binary('Sub', y, top)));
  };
  const filled = g.where(raised(inside), sampled(), g.scalar(extrapolationValue));
  // A box of an image that does not exist stays black.
  return g.where(raised(known), filled, g.scalar(0));
}
