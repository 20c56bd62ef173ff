import {
  backend_util,
  type Conv2DAttrs,
  type Conv2DBackpropFilterAttrs,
  type Conv2DBackpropInputAttrs,
  type DepthwiseConv2dNativeAttrs,
  type DepthwiseConv2dNativeBackpropFilterAttrs,
  type DepthwiseConv2dNativeBackpropInputAttrs,
  type FusedConv2DAttrs,
} from '@tensorflow/tfjs-core';
import { emitConvolutionFilterGradient } from '../composites/convolution-filter-gradient.js';
import type { ConvolutionGeometry, GraphBuilder } from '../graph/graph-builder.js';
import type { Shape, Value } from '../graph/value.js';
import { activated } from './activation.js';
import { convolutionInputGradient, turnedPads } from './convolution-input-gradient.js';
import { withExactPads2d } from './exact-pads.js';
import { channelsFirst, filterOrder, inOrder, inStandardOrder, type Operand, operand, tensorShape } from './operand.js';
import { input, layoutAware, type Operands, type Row } from './row.js';

type Attributes = Pick<Conv2DAttrs, 'strides' | 'pad' | 'dimRoundingMode'> & {
  readonly dilations?: Conv2DAttrs['dilations'];
  readonly dataFormat?: 'NHWC' | 'NCHW';
};
type Info = backend_util.Conv2DInfo;

const four = (shape: Shape) => [...shape] as [number, number, number, number];

function convolutionInfo(x: Shape, filter: Shape, attributes: Attributes, depthwise: boolean): Info {
  const { strides, pad, dimRoundingMode, dataFormat = 'NHWC' } = attributes;
  const format = backend_util.convertConv2DDataFormat(dataFormat);
  return withExactPads2d(
    backend_util.computeConv2DInfo(
      four(x),
      four(filter),
      strides,
      // tfjs's depthwise layer passes null.
      attributes.dilations ?? 1,
      pad,
      dimRoundingMode,
      depthwise,
      format,
    ),
  );
}

const geometry = (
  { strideHeight, strideWidth, dilationHeight, dilationWidth, padInfo }: Info,
  group: number,
): ConvolutionGeometry => ({
  strides: [strideHeight, strideWidth],
  dilations: [dilationHeight, dilationWidth],
  pads: [padInfo.top, padInfo.left, padInfo.bottom, padInfo.right],
  group,
});

/** Where the images' dimensions lie when channels come first, for either of tfjs's formats. */
const imageOrder = ({ dataFormat = 'NHWC' }: Attributes) => (dataFormat === 'NHWC' ? channelsFirst(4) : [0, 1, 2, 3]);

/** [kh, kw, in, multiplier] -> [in * multiplier, 1, kh, kw] */
function depthwiseFilter(g: GraphBuilder, filter: Operand): Value {
  const [kh, kw, channels, multiplier] = four(tensorShape(filter));
  return g.reshape(inOrder(g, filter, [2, 3, 0, 1]), [channels * multiplier, 1, kh, kw]);
}

function convolve(g: GraphBuilder, inputs: Operands, attributes: Attributes, depthwise: boolean, bias?: Value): Value {
  const x = input(inputs, 'x');
  const filter = input(inputs, 'filter');
  const info = convolutionInfo(tensorShape(x), tensorShape(filter), attributes, depthwise);
  const images = inOrder(g, x, imageOrder(attributes));
  if (depthwise) return g.conv(images, depthwiseFilter(g, filter), bias, geometry(info, info.inChannels));
  // tfjs also has grouped convolutions: the filter then takes inChannels / groups.
  const groups = info.inChannels / (tensorShape(filter)[2] as number);
  return g.conv(images, inOrder(g, filter, filterOrder(4)), bias, geometry(info, groups));
}

function fusedConvolution(depthwise: boolean): Row {
  return layoutAware<FusedConv2DAttrs>(
    ['Slice', 'Conv', 'Add', 'Relu', 'Clip', 'Elu', 'Sigmoid', 'LeakyRelu', 'Min', 'Mul'],
    (g, inputs, attributes) => {
      const { bias, preluActivationWeights } = inputs;
      const biasValue = bias && inStandardOrder(g, bias);
      const perChannel = biasValue && biasValue.shape.length <= 1;
      const vector = perChannel ? g.reshape(biasValue, [biasValue.shape[0] ?? 1]) : undefined;
      const order = imageOrder(attributes);
      const convolved = convolve(
        g,
        inputs,
        attributes,
        depthwise,
        vector && vector.shape[0] !== 1 ? vector : undefined,
      );
      const alike = (x: Operand): Value => {
        const given = tensorShape(x);
        // A vector belongs to the channels, wherever those are.
        const perChannelFirst = attributes.dataFormat === 'NCHW' && given.length === 1;
        const shape = perChannelFirst ? [...given, 1, 1] : given;
        return inOrder(
          g,
          operand(g.reshape(inStandardOrder(g, x), [...Array(4 - shape.length).fill(1), ...shape])),
          order,
        );
      };
      const added = bias && !(vector && vector.shape[0] !== 1) ? g.binary('Add', convolved, alike(bias)) : convolved;
      const slope = preluActivationWeights && alike(preluActivationWeights);
      return operand(activated(g, added, attributes.activation, slope, attributes.leakyreluAlpha), order);
    },
  );
}

function filterGradient(g: GraphBuilder, images: Value, dy: Value, info: Info): Value {
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
  return emitConvolutionFilterGradient(g, images, dy, {
    kernel: [filterHeight, filterWidth],
    strides: [strideHeight, strideWidth],
    pads: [padInfo.top, padInfo.left, padInfo.bottom, padInfo.right],
  });
}

/**
 * A convolution in which each image of a channel is a group of its own, and dy its kernel: strides and dilations change
 * places, and the sums over the batch are left. Slices of the images at every kernel offset, times dy, take 1.5 to 3.7
 * times as long (kernels of 9 and 25 taps on 28 by 28 pixels).
 */
function depthwiseFilterGradient(g: GraphBuilder, images: Value, dy: Value, info: Info): Value {
  const { batchSize: n, inChannels: c, outHeight, outWidth, filterHeight, filterWidth, padInfo } = info;
  const multiplier = info.outChannels / c;
  const apart = g.reshape(images, [1, n * c, info.inHeight, info.inWidth]);
  const kernels = g.reshape(dy, [n * c * multiplier, 1, outHeight, outWidth]);
  const products = g.conv(apart, kernels, undefined, {
    strides: [info.dilationHeight, info.dilationWidth],
    dilations: [info.strideHeight, info.strideWidth],
    pads: [padInfo.top, padInfo.left, padInfo.bottom, padInfo.right],
    group: n * c,
  });
  // Where the stride does not reach the end of the images there are products for more offsets than the kernel has.
  const ofKernel = g.slice(products, [0, 0, 0, 0], [1, n * c * multiplier, filterHeight, filterWidth]);
  const perImage = g.reshape(ofKernel, [n, c, multiplier, filterHeight, filterWidth]);
  return g.transpose(g.reduce('ReduceSum', perImage, [0], false), [2, 3, 0, 1]);
}

/** With stride one the transposed depthwise convolution is a convolution with the kernel turned round, which is faster. */
function depthwiseInputGradient(g: GraphBuilder, dy: Value, filter: Operand, info: Info): Value {
  const multiplier = info.outChannels / info.inChannels;
  const kernel = depthwiseFilter(g, filter);
  const pads = turnedPads(info);
  if (!pads || multiplier !== 1) {
    return g.convTranspose(dy, kernel, [info.inHeight, info.inWidth], geometry(info, info.inChannels));
  }
  const turned = { ...geometry(info, info.inChannels), strides: [1, 1], pads };
  return g.conv(dy, g.reverse(kernel, [2, 3]), undefined, turned);
}

export const convolutionRows = {
  Conv2D: layoutAware<Conv2DAttrs>(['Slice', 'Conv'], (g, inputs, attributes) =>
    operand(convolve(g, inputs, attributes, false), imageOrder(attributes)),
  ),
  Conv2DBackpropFilter: layoutAware<Conv2DBackpropFilterAttrs>(
    ['Pad', 'Transpose', 'Slice', 'Concat', 'Gemm'],
    (g, inputs, attributes) => {
      const x = input(inputs, 'x');
      const info = convolutionInfo(tensorShape(x), attributes.filterShape, attributes, false);
      const order = imageOrder(attributes);
      return operand(filterGradient(g, inOrder(g, x, order), inOrder(g, input(inputs, 'dy'), order), info));
    },
  ),
  Conv2DBackpropInput: layoutAware<Conv2DBackpropInputAttrs>(
    ['Slice', 'Conv', 'ConvTranspose'],
    (g, inputs, attributes) => {
      const filter = input(inputs, 'filter');
      const info = convolutionInfo(attributes.inputShape, tensorShape(filter), attributes, false);
      const order = imageOrder(attributes);
      const given = inOrder(g, input(inputs, 'dy'), order);
      // tf.conv2dTranspose may ask for an output smaller than its input fills.
      const dy = g.slice(given, [0, 0, 0, 0], [...given.shape.slice(0, 2), info.outHeight, info.outWidth]);
      return operand(convolutionInputGradient(g, dy, filter, info, geometry(info, 1)), order);
    },
  ),
  DepthwiseConv2dNative: layoutAware<DepthwiseConv2dNativeAttrs>(['Conv'], (g, inputs, attributes) =>
    operand(convolve(g, inputs, attributes, true), imageOrder(attributes)),
  ),
  DepthwiseConv2dNativeBackpropFilter: layoutAware<DepthwiseConv2dNativeBackpropFilterAttrs>(
    ['Conv', 'Slice', 'ReduceSum', 'Transpose'],
    (g, inputs, attributes) => {
      const x = input(inputs, 'x');
      const info = convolutionInfo(tensorShape(x), attributes.filterShape, attributes, true);
      const order = channelsFirst(4);
      return operand(depthwiseFilterGradient(g, inOrder(g, x, order), inOrder(g, input(inputs, 'dy'), order), info));
    },
  ),
  DepthwiseConv2dNativeBackpropInput: layoutAware<DepthwiseConv2dNativeBackpropInputAttrs>(
    ['Slice', 'Conv', 'ConvTranspose'],
    (g, inputs, attributes) => {
      const filter = input(inputs, 'filter');
      const info = convolutionInfo(attributes.inputShape, tensorShape(filter), attributes, true);
      const order = channelsFirst(4);
      return operand(depthwiseInputGradient(g, inOrder(g, input(inputs, 'dy'), order), filter, info), order);
    },
  ),
  FusedConv2D: fusedConvolution(false),
  FusedDepthwiseConv2D: fusedConvolution(true),
} as const satisfies Record<string, Row>;
