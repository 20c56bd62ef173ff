import { type AvgPoolAttrs, backend_util, type MaxPoolAttrs } from '@tensorflow/tfjs-core';
import type { GraphBuilder, PoolingGeometry } from '../graph/graph-builder.js';
import { type Shape, sizeOf, type Value } from '../graph/value.js';
import { channelsFirst, inOrder, type Operand, operand, tensorShape } from './operand.js';
import { input, layoutAware, type Row } from './row.js';

type Info = backend_util.Conv2DInfo;
type Attributes = MaxPoolAttrs & { readonly dilations?: [number, number] | number };

const order = channelsFirst(4);

function poolingInfo(x: Shape, { filterSize, strides, pad, dilations = 1, dimRoundingMode }: Attributes): Info {
  return backend_util.computePool2DInfo(
    [...x] as [number, number, number, number],
    filterSize,
    strides,
    dilations,
    pad,
    dimRoundingMode,
  );
}

const geometry = (info: Info): PoolingGeometry => ({
  kernel: [info.filterHeight, info.filterWidth],
  strides: [info.strideHeight, info.strideWidth],
  dilations: [info.dilationHeight, info.dilationWidth],
  pads: [info.padInfo.top, info.padInfo.left, info.padInfo.bottom, info.padInfo.right],
});

const outputSpatial = ({ outHeight, outWidth }: Info) => [outHeight, outWidth];

const images = (g: GraphBuilder, x: Operand): Value => inOrder(g, x, order);

/** Whether the windows are squares of two, side by side: the case that has a fast gradient. */
function isHalving({
  filterHeight,
  filterWidth,
  strideHeight,
  strideWidth,
  padInfo,
  dilationHeight,
  dilationWidth,
}: Info): boolean {
  const noPads = padInfo.top + padInfo.left + padInfo.bottom + padInfo.right === 0;
  return (
    noPads &&
    [filterHeight, filterWidth, strideHeight, strideWidth].every((n) => n === 2) &&
    dilationHeight * dilationWidth === 1
  );
}

/**
 * Gradient of 2 x 2 max pooling without an index tensor, which is slow in ONNX Runtime. The four pixels of a window
 * are four channels of SpaceToDepth. Going through them in order, `rest` is the part of dy no pixel has claimed yet:
 * Sign(max - pixel) is 0 exactly where the pixel is the maximum, and there it takes all of the rest. So the first of
 * equal maxima gets the gradient, as in tfjs and PyTorch, with plain float passes over quarter-size tensors.
 */
function halvingMaxGradient(g: GraphBuilder, x: Value, maximum: Value, dy: Value): Value {
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const [outH, outW] = [Math.floor(h / 2), Math.floor(w / 2)];
  const covered = g.slice(x, [0, 0, 0, 0], [n, c, outH * 2, outW * 2]);
  const pixels = g.split(g.spaceToDepth(covered, 2), 1, [c, c, c, c]);
  const shares: Value[] = [];
  let rest = dy;
  for (const pixel of pixels.slice(0, 3)) {
    const unclaimed = g.binary('Mul', rest, g.unary('Sign', g.binary('Sub', maximum, pixel)));
    shares.push(g.binary('Sub', rest, unclaimed));
    rest = unclaimed;
  }
  const gradient = g.depthToSpace(g.concat([...shares, rest], 1), 2);
  return g.pad(gradient, [0, 0, 0, 0], [0, 0, h - outH * 2, w - outW * 2]);
}

/** Any windows, also overlapping ones: every dy is added at the index of its maximum. */
function maxGradient(g: GraphBuilder, x: Value, dy: Value, info: Info): Value {
  const [, indices] = g.maxPoolWithIndices(x, geometry(info), outputSpatial(info));
  const size = sizeOf(x.shape);
  const zeros = g.expand(g.scalar(0), [size]);
  const count = sizeOf(dy.shape);
  const scattered = g.scatterElements(zeros, g.reshape(indices, [count]), g.reshape(dy, [count]), 0, 'add');
  return g.reshape(scattered, x.shape);
}

/** Every pixel of a window gets an equal share of its dy. */
function averageGradient(g: GraphBuilder, x: Value, dy: Value, info: Info): Value {
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const share = 1 / (info.filterHeight * info.filterWidth);
  if (isHalving(info) && h % 2 === 0 && w % 2 === 0) {
    const scaled = g.binary('Mul', dy, g.scalar(share));
    return g.depthToSpace(g.concat([scaled, scaled, scaled, scaled], 1), 2);
  }
  if (info.outHeight === 1 && info.outWidth === 1 && info.filterHeight === h && info.filterWidth === w) {
    return g.expand(g.binary('Mul', dy, g.scalar(share)), [n, c, h, w]);
  }
  const kernelShape = [c, 1, info.filterHeight, info.filterWidth];
  const kernel = g.constant(new Float32Array(sizeOf(kernelShape)).fill(share), kernelShape, 'float32');
  return g.convTranspose(dy, kernel, [h, w], { ...geometry(info), group: c });
}

export const poolingRows = {
  AvgPool: layoutAware<AvgPoolAttrs>(['AveragePool'], (g, inputs, attributes) => {
    const x = input(inputs, 'x');
    const info = poolingInfo(tensorShape(x), attributes);
    return operand(g.averagePool(images(g, x), geometry(info), outputSpatial(info)), order);
  }),
  AvgPoolGrad: layoutAware<AvgPoolAttrs>(['DepthToSpace', 'Expand', 'ConvTranspose'], (g, inputs, attributes) => {
    const x = input(inputs, 'input');
    const info = poolingInfo(tensorShape(x), attributes);
    return operand(averageGradient(g, images(g, x), images(g, input(inputs, 'dy')), info), order);
  }),
  MaxPool: layoutAware<MaxPoolAttrs>(['MaxPool'], (g, inputs, attributes) => {
    const x = input(inputs, 'x');
    const info = poolingInfo(tensorShape(x), attributes);
    return operand(g.maxPool(images(g, x), geometry(info), outputSpatial(info)), order);
  }),
  MaxPoolGrad: layoutAware<MaxPoolAttrs>(
    ['SpaceToDepth', 'Split', 'Sub', 'Sign', 'Mul', 'DepthToSpace', 'MaxPool', 'ScatterElements'],
    (g, inputs, attributes) => {
      const x = input(inputs, 'input');
      const info = poolingInfo(tensorShape(x), attributes);
      const [from, dy] = [images(g, x), images(g, input(inputs, 'dy'))];
      if (isHalving(info)) {
        return operand(halvingMaxGradient(g, from, images(g, input(inputs, 'output')), dy), order);
      }
      return operand(maxGradient(g, from, dy, info), order);
    },
  ),
} as const satisfies Record<string, Row>;
