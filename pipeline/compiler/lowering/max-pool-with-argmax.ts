import { backend_util, type MaxPoolWithArgmaxAttrs } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph/graph-builder.js';
import type { Value } from '../graph/value.js';
import { channelsFirst, inOrder, operand, tensorShape } from './operand.js';
import { input, layoutAware, type Row } from './row.js';

const order = channelsFirst(4);

const counting = (g: GraphBuilder, count: number, step: number, shape: readonly number[]): Value =>
  g.constant(
    BigInt64Array.from({ length: count }, (_, i) => BigInt(i * step)),
    shape,
    'int64',
  );

export const maxPoolWithArgmaxRows = {
  /**
   * ONNX counts positions through the whole batch with channels first, tfjs within an image with channels last: the
   * position within a plane is what both share.
   */
  MaxPoolWithArgmax: layoutAware<MaxPoolWithArgmaxAttrs>(
    ['IsNaN', 'Where', 'MaxPool', 'Mod', 'Mul', 'Add'],
    (g, inputs, attributes) => {
      const x = input(inputs, 'x');
      const { filterSize, strides, pad, includeBatchInIndex } = attributes;
      const shape = [...tensorShape(x)] as [number, number, number, number];
      const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad);
      const { top, left, bottom, right } = info.padInfo;
      const geometry = {
        kernel: [info.filterHeight, info.filterWidth],
        strides: [info.strideHeight, info.strideWidth],
        dilations: [1, 1],
        pads: [top, left, bottom, right],
      };
      const given = inOrder(g, x, order);
      // NaN is never the maximum.
      const images = g.where(g.predicate('IsNaN', given), g.scalar(Number.NEGATIVE_INFINITY), given);
      const [values, indices] = g.maxPoolWithIndices(images, geometry, [info.outHeight, info.outWidth]);
      const [n, c, h, w] = images.shape as [number, number, number, number];
      const plane = g.binary('Mod', indices, g.scalar(h * w, 'int64'));
      const channels = counting(g, c, 1, [1, c, 1, 1]);
      let position = g.binary('Add', g.binary('Mul', plane, g.scalar(c, 'int64')), channels);
      if (includeBatchInIndex) position = g.binary('Add', position, counting(g, n, h * w * c, [n, 1, 1, 1]));
      return [operand(values, order), operand(g.cast(position, 'int32'), order)];
    },
  ),
} as const satisfies Record<string, Row>;
