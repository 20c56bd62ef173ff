import {
  backend_util,
  type CropAndResizeAttrs,
  type RotateWithOffsetAttrs,
  type TransformAttrs,
} from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph/graph-builder.js';
import { sizeOf, type Value } from '../graph/value.js';
import { cropped } from './crop-and-resize.js';
import { operand } from './operand.js';
import { transformed } from './projective-transform.js';
import { input, layoutAware, numbers, on, type Row, standard } from './row.js';

/** Where every pixel of a rotated image comes from, as an index into the flattened image; -1 where from nowhere. */
function rotatedPositions(height: number, width: number, { radians, center }: RotateWithOffsetAttrs): number[] {
  const [centerX, centerY] = backend_util.getImageCenter(center, height, width) as [number, number];
  const [sin, cos] = [Math.sin(radians), Math.cos(radians)];
  return Array.from({ length: height * width }, (_, i) => {
    const [x, y] = [(i % width) - centerX, Math.floor(i / width) - centerY];
    const fromX = Math.round(x * cos - y * sin + centerX);
    const fromY = Math.round(x * sin + y * cos + centerY);
    const inside = fromX >= 0 && fromX < width && fromY >= 0 && fromY < height;
    return inside ? fromY * width + fromX : -1;
  });
}

function rotated(g: GraphBuilder, image: Value, attributes: RotateWithOffsetAttrs): Value {
  const [n, height, width, channels] = image.shape as [number, number, number, number];
  const pixels = height * width;
  const positions = rotatedPositions(height, width, attributes);
  const from = g.constant(
    Int32Array.from(positions, (i) => Math.max(i, 0)),
    [pixels],
    'int32',
  );
  const inside = g.constant(
    Uint8Array.from(positions, (i) => (i < 0 ? 0 : 1)),
    [pixels, 1],
    'bool',
  );
  const { fillValue } = attributes;
  // A colour fills red, green and blue; a fourth channel is opacity, and full.
  const fill = Float32Array.from({ length: channels }, (_, c) =>
    typeof fillValue === 'number' ? fillValue : c === 3 ? 255 : (fillValue[c] ?? 0),
  );
  const filling = g.cast(g.constant(fill, [1, channels], 'float32'), image.dtype);
  const moved = g.gather(g.reshape(image, [n, pixels, channels]), from, 1);
  return g.reshape(g.where(inside, moved, filling), image.shape);
}

export const samplingRows = {
  CropAndResize: on(
    numbers,
    standard<CropAndResizeAttrs>(
      [
        'Split',
        'Add',
        'Sub',
        'Mul',
        'Div',
        'Floor',
        'Ceil',
        'Min',
        'Clip',
        'GreaterOrEqual',
        'LessOrEqual',
        'Less',
        'And',
        'Gather',
        'Where',
      ],
      (g, { image, boxes, boxInd }, attributes) =>
        cropped(g, g.cast(image as Value, 'float32'), boxes as Value, boxInd as Value, attributes),
    ),
  ),
  FlipLeftRight: on(
    numbers,
    layoutAware(['Slice'], (g, inputs) => {
      const { value, order } = input(inputs, 'image');
      return operand(g.reverse(value, [order ? order.indexOf(2) : 2]), order);
    }),
  ),
  RotateWithOffset: on(
    numbers,
    standard<RotateWithOffsetAttrs>(['Gather', 'Where'], (g, { image }, attributes) =>
      sizeOf((image as Value).shape) === 0 ? (image as Value) : rotated(g, image as Value, attributes),
    ),
  ),
  Transform: on(
    numbers,
    standard<TransformAttrs>(
      [
        'Split',
        'Add',
        'Sub',
        'Mul',
        'Div',
        'Neg',
        'Floor',
        'Clip',
        'Equal',
        'Not',
        'Less',
        'Greater',
        'GreaterOrEqual',
        'And',
        'Gather',
        'Where',
      ],
      (g, { image, transforms }, attributes) =>
        g.cast(
          transformed(g, g.cast(image as Value, 'float32'), transforms as Value, attributes),
          (image as Value).dtype,
        ),
    ),
  ),
} as const satisfies Record<string, Row>;
