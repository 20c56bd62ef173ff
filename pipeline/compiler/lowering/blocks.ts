import {
  type BatchToSpaceNDAttrs,
  backend_util,
  type DepthToSpaceAttrs,
  type SpaceToBatchNDAttrs,
} from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph/graph-builder.js';
import { sizeOf, type Value } from '../graph/value.js';
import { channelsFirst, inOrder, operand } from './operand.js';
import { input, layoutAware, numbers, on, type Row, standard } from './row.js';

/** [n, b·b·c, h, w] -> [n, c, h·b, w·b] */
function blocksSpread(g: GraphBuilder, x: Value, block: number): Value {
  if (x.dtype === 'float32') return g.depthToSpace(x, block);
  // ONNX Runtime's operator knows floats only.
  const [n, depth, h, w] = x.shape as [number, number, number, number];
  const c = depth / (block * block);
  const spread = g.transpose(g.reshape(x, [n, block, block, c, h, w]), [0, 3, 4, 1, 5, 2]);
  return g.reshape(spread, [n, c, h * block, w * block]);
}

/** Rows that move blocks of pixels between space and another dimension. */
export const blockRows = {
  BatchToSpaceND: on(
    numbers,
    standard<BatchToSpaceNDAttrs>(['Reshape', 'Transpose', 'Slice'], (g, { x }, { blockShape, crops }) => {
      const batch = x as Value;
      const block = sizeOf(blockShape);
      const shape = [...batch.shape];
      const parts = backend_util.getReshaped(shape, blockShape, block);
      const moved = g.transpose(g.reshape(batch, parts), backend_util.getPermuted(parts.length, blockShape.length));
      const whole = backend_util.getReshapedPermuted(shape, blockShape, block);
      const starts = backend_util.getSliceBeginCoords(crops, blockShape.length);
      const sizes = backend_util.getSliceSize(whole, crops, blockShape.length);
      // Dimensions after the spatial ones are not cropped and not mentioned.
      const begins = whole.map((_, i) => starts[i] ?? 0);
      const ends = whole.map((size, i) => (begins[i] as number) + (sizes[i] ?? size));
      return g.slice(g.reshape(moved, whole), begins, ends);
    }),
  ),
  DepthToSpace: on(
    numbers,
    layoutAware<DepthToSpaceAttrs>(['DepthToSpace', 'Reshape', 'Transpose'], (g, inputs, { blockSize, dataFormat }) => {
      const order = dataFormat === 'NHWC' ? channelsFirst(4) : [0, 1, 2, 3];
      const images = inOrder(g, input(inputs, 'x'), order);
      return operand(blocksSpread(g, images, blockSize), order);
    }),
  ),
  SpaceToBatchND: on(
    numbers,
    standard<SpaceToBatchNDAttrs>(['Pad', 'Reshape', 'Transpose'], (g, { x }, { blockShape, paddings }) => {
      const space = x as Value;
      const block = sizeOf(blockShape);
      const rest = Array(space.shape.length - 1 - blockShape.length).fill(0);
      const padded = g.pad(
        space,
        [0, ...paddings.map(([before]) => before ?? 0), ...rest],
        [0, ...paddings.map(([, after]) => after ?? 0), ...rest],
      );
      const shape = [...padded.shape];
      const parts = backend_util.getReshaped(shape, blockShape, block, false);
      const order = backend_util.getPermuted(parts.length, blockShape.length, false);
      const moved = g.transpose(g.reshape(padded, parts), order);
      return g.reshape(moved, backend_util.getReshapedPermuted(shape, blockShape, block, false));
    }),
  ),
} as const satisfies Record<string, Row>;
