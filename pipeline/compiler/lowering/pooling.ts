import { type AvgPoolAttrs, backend_util, type MaxPoolAttrs } from '@tensorflow/tfjs-core';
import { emitMaxPoolGradient, isHalving } from '../composites/max-pool-gradient.js';
import { cropBorders } from '../graph/crop-borders.js';
import type { GraphBuilder, PoolingGeometry } from '../graph/graph-builder.js';
import { type Shape, sameShape, sizeOf, type Value } from '../graph/value.js';
import { turnedPads } from './convolution-input-gradient.js';
import { withExactPads2d } from './exact-pads.js';
import { channelsFirst, inOrder, type Operand, operand, tensorShape } from './operand.js';
import { pooled } from './pooled.js';
import { input, layoutAware, type Row } from './row.js';

type Info = backend_util.Conv2DInfo;
type Attributes = MaxPoolAttrs & { readonly dilations?: [number, number] | number };

const order = channelsFirst(4);

/**
 * `windows` is the shape of a gradient: tfjs does not tell gradients which way the number of windows was rounded, but
 * that shape does.
 */
function poolingInfo(x: Shape, attributes: Attributes, windows?: Shape): Info {
  const { filterSize, strides, pad, dilations = 1, dimRoundingMode } = attributes;
  const shape = [...x] as [number, number, number, number];
  const info = backend_util.computePool2DInfo(shape, filterSize, strides, dilations, pad, dimRoundingMode);
  return withExactPads2d({
    ...info,
    outHeight: windows?.[1] ?? info.outHeight,
    outWidth: windows?.[2] ?? info.outWidth,
  });
}

const geometry = (info: Info): PoolingGeometry => ({
  kernel: [info.filterHeight, info.filterWidth],
  strides: [info.strideHeight, info.strideWidth],
  dilations: [info.dilationHeight, info.dilationWidth],
  pads: [info.padInfo.top, info.padInfo.left, info.padInfo.bottom, info.padInfo.right],
});

const outputSpatial = ({ outHeight, outWidth }: Info) => [outHeight, outWidth];

/** tfjs gives its input back where windows of one pixel leave the size as it is, whatever padding and stride are. */
const isIdentity = ({ filterHeight, filterWidth, inShape, outShape }: Info): boolean =>
  filterHeight === 1 && filterWidth === 1 && sameShape(inShape, outShape);

const images = (g: GraphBuilder, x: Operand): Value => inOrder(g, x, order);

/** Every pixel of a window gets an equal share of its dy. */
function averageGradient(g: GraphBuilder, x: Value, dy: Value, info: Info): Value {
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const share = 1 / (info.filterHeight * info.filterWidth);
  if (isHalving(geometry(info)) && h % 2 === 0 && w % 2 === 0) {
    const scaled = g.binary('Mul', dy, g.scalar(share));
    return g.depthToSpace(g.concat([scaled, scaled, scaled, scaled], 1), 2);
  }
  if (info.outHeight === 1 && info.outWidth === 1 && info.filterHeight === h && info.filterWidth === w) {
    return g.expand(g.binary('Mul', dy, g.scalar(share)), [n, c, h, w]);
  }
  const turned = turnedPads(info);
  // A pixel is in as many windows as a window has pixels, some of them beyond the border.
  if (turned && info.dilationHeight === 1 && info.dilationWidth === 1) {
    return g.averagePool(dy, { ...geometry(info), pads: turned }, [h, w], { countPadding: true });
  }
  const kernelShape = [c, 1, info.filterHeight, info.filterWidth];
  const kernel = g.constant(new Float32Array(sizeOf(kernelShape)).fill(share), kernelShape, 'float32');
  return g.convTranspose(dy, kernel, [h, w], { ...geometry(info), group: c });
}

export const poolingRows = {
  AvgPool: layoutAware<AvgPoolAttrs>(['AveragePool'], (g, inputs, attributes) => {
    const x = input(inputs, 'x');
    const info = poolingInfo(tensorShape(x), attributes);
    if (isIdentity(info)) return x;
    return operand(pooled(g, 'average', images(g, x), geometry(info), outputSpatial(info)), order);
  }),
  AvgPoolGrad: layoutAware<AvgPoolAttrs>(
    ['Mul', 'Concat', 'DepthToSpace', 'Expand', 'AveragePool', 'ConvTranspose'],
    (g, inputs, attributes) => {
      const [x, dy] = [input(inputs, 'input'), input(inputs, 'dy')];
      const info = poolingInfo(tensorShape(x), attributes, tensorShape(dy));
      return operand(averageGradient(g, images(g, x), images(g, dy), info), order);
    },
  ),
  MaxPool: layoutAware<MaxPoolAttrs>(['MaxPool'], (g, inputs, attributes) => {
    const x = input(inputs, 'x');
    const info = poolingInfo(tensorShape(x), attributes);
    if (isIdentity(info)) return x;
    return operand(pooled(g, 'max', images(g, x), geometry(info), outputSpatial(info)), order);
  }),
  MaxPoolGrad: layoutAware<MaxPoolAttrs>(
    [
      'Slice',
      'SpaceToDepth',
      'Split',
      'Sub',
      'HardSigmoid',
      'Mul',
      'Concat',
      'DepthToSpace',
      'Pad',
      'MaxPool',
      'ScatterElements',
      'Add',
    ],
    (g, inputs, attributes) => {
      const [x, dy] = [input(inputs, 'input'), input(inputs, 'dy')];
      const info = poolingInfo(tensorShape(x), attributes, tensorShape(dy));
      const windows = geometry(info);
      const { x: inner, pads, uncrop } = cropBorders(g, images(g, x), windows.pads);
      const maximum = images(g, input(inputs, 'output'));
      return operand(uncrop(emitMaxPoolGradient(g, images(g, dy), inner, maximum, { ...windows, pads })), order);
    },
  ),
} as const satisfies Record<string, Row>;
