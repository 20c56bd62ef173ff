import { type AvgPool3DAttrs, backend_util, type MaxPool3DAttrs } from '@tensorflow/tfjs-core';
import { cropBorders } from '../graph/crop-borders.js';
import type { PoolingGeometry } from '../graph/graph-builder.js';
import { type Shape, sizeOf } from '../graph/value.js';
import { withExactPads3d } from './exact-pads.js';
import { channelsFirst, inOrder, operand, tensorShape } from './operand.js';
import { pooled } from './pooled.js';
import { input, layoutAware, type Row } from './row.js';

type Info = backend_util.Conv3DInfo;
type Attributes = Pick<MaxPool3DAttrs, 'filterSize' | 'strides' | 'pad' | 'dimRoundingMode'>;

const order = channelsFirst(5);

const poolingInfo = (x: Shape, { filterSize, strides, pad, dimRoundingMode }: Attributes): Info =>
  withExactPads3d(
    backend_util.computePool3DInfo(
      [...x] as [number, number, number, number, number],
      filterSize,
      strides,
      1,
      pad,
      dimRoundingMode,
    ),
  );

function geometry(info: Info): PoolingGeometry {
  const { front, top, left, back, bottom, right } = info.padInfo;
  return {
    kernel: [info.filterDepth, info.filterHeight, info.filterWidth],
    strides: [info.strideDepth, info.strideHeight, info.strideWidth],
    dilations: [1, 1, 1],
    pads: [front, top, left, back, bottom, right],
  };
}

const outputSpatial = ({ outDepth, outHeight, outWidth }: Info) => [outDepth, outHeight, outWidth];

export const pooling3dRows = {
  AvgPool3D: layoutAware<AvgPool3DAttrs>(['Slice', 'AveragePool'], (g, inputs, attributes) => {
    const x = input(inputs, 'x');
    const info = poolingInfo(tensorShape(x), attributes);
    return operand(pooled(g, 'average', inOrder(g, x, order), geometry(info), outputSpatial(info)), order);
  }),
  /** Every voxel of a window gets an equal share of its dy, those in the padding included (as in tfjs). */
  AvgPool3DGrad: layoutAware<AvgPool3DAttrs>(['ConvTranspose', 'Pad'], (g, inputs, attributes) => {
    const info = poolingInfo(tensorShape(input(inputs, 'input')), attributes);
    const { inChannels: c, inDepth, inHeight, inWidth, filterDepth, filterHeight, filterWidth } = info;
    const shape = [c, 1, filterDepth, filterHeight, filterWidth];
    const share = new Float32Array(sizeOf(shape)).fill(1 / (filterDepth * filterHeight * filterWidth));
    const dy = inOrder(g, input(inputs, 'dy'), order);
    const gradient = g.convTranspose(dy, g.constant(share, shape, 'float32'), [inDepth, inHeight, inWidth], {
      ...geometry(info),
      group: c,
    });
    return operand(gradient, order);
  }),
  MaxPool3D: layoutAware<MaxPool3DAttrs>(['Slice', 'MaxPool'], (g, inputs, attributes) => {
    const x = input(inputs, 'x');
    const info = poolingInfo(tensorShape(x), attributes);
    return operand(pooled(g, 'max', inOrder(g, x, order), geometry(info), outputSpatial(info)), order);
  }),
  /** Every dy is added at the index of its window's maximum: the first of equal ones, as in two dimensions. */
  MaxPool3DGrad: layoutAware<MaxPool3DAttrs>(
    ['Slice', 'MaxPool', 'ScatterElements', 'Pad'],
    (g, inputs, attributes) => {
      const x = input(inputs, 'input');
      const info = poolingInfo(tensorShape(x), attributes);
      const windows = geometry(info);
      const { x: volumes, pads, uncrop } = cropBorders(g, inOrder(g, x, order), windows.pads);
      const dy = inOrder(g, input(inputs, 'dy'), order);
      const [, indices] = g.maxPoolWithIndices(volumes, { ...windows, pads }, outputSpatial(info));
      const count = sizeOf(dy.shape);
      const zeros = g.expand(g.scalar(0), [sizeOf(volumes.shape)]);
      const scattered = g.scatterElements(zeros, g.reshape(indices, [count]), g.reshape(dy, [count]), 0, 'add');
      return operand(uncrop(g.reshape(scattered, volumes.shape)), order);
    },
  ),
} as const satisfies Record<string, Row>;
