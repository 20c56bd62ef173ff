import {
  backend_util,
  type Conv3DAttrs,
  type Conv3DBackpropFilterV2Attrs,
  type Conv3DBackpropInputV2Attrs,
} from '@tensorflow/tfjs-core';
import type { ConvolutionGeometry } from '../graph/graph-builder.js';
import type { Shape } from '../graph/value.js';
import { channelsFirst, filterOrder, inOrder, operand, tensorShape } from './operand.js';
import { input, layoutAware, type Row } from './row.js';

type Info = backend_util.Conv3DInfo;
type Attributes = Pick<Conv3DAttrs, 'strides' | 'pad'> & { readonly dilations?: Conv3DAttrs['dilations'] };

const order = channelsFirst(5);
const five = (shape: Shape) => [...shape] as [number, number, number, number, number];

const convolutionInfo = (x: Shape, filter: Shape, { strides, pad, dilations = 1 }: Attributes): Info =>
  backend_util.computeConv3DInfo(five(x), five(filter), strides, dilations, pad);

const pads = ({ padInfo: { front, top, left, back, bottom, right } }: Info) => [front, top, left, back, bottom, right];
const strides = ({ strideDepth, strideHeight, strideWidth }: Info) => [strideDepth, strideHeight, strideWidth];
const dilations = ({ dilationDepth, dilationHeight, dilationWidth }: Info) => [
  dilationDepth,
  dilationHeight,
  dilationWidth,
];

const geometry = (info: Info): ConvolutionGeometry => ({
  strides: strides(info),
  dilations: dilations(info),
  pads: pads(info),
  group: 1,
});

export const convolution3dRows = {
  Conv3D: layoutAware<Conv3DAttrs>(['Slice', 'Conv'], (g, inputs, attributes) => {
    const [x, filter] = [input(inputs, 'x'), input(inputs, 'filter')];
    const info = convolutionInfo(tensorShape(x), tensorShape(filter), attributes);
    const convolved = g.conv(inOrder(g, x, order), inOrder(g, filter, filterOrder(5)), undefined, geometry(info));
    return operand(convolved, order);
  }),
  /**
   * dFilter[i, c, k] = sum over n, p of x[n, p·s + i, c] · dy[n, p, k]: a convolution in which channels and batch have
   * changed places, dy is the filter, and strides and dilations have swapped.
   */
  Conv3DBackpropFilterV2: layoutAware<Conv3DBackpropFilterV2Attrs>(['Conv', 'Slice'], (g, inputs, attributes) => {
    const x = input(inputs, 'x');
    const info = convolutionInfo(tensorShape(x), attributes.filterShape, attributes);
    const swapped = [4, 0, 1, 2, 3];
    const gradient = g.conv(inOrder(g, x, swapped), inOrder(g, input(inputs, 'dy'), swapped), undefined, {
      strides: dilations(info),
      dilations: strides(info),
      pads: pads(info),
      group: 1,
    });
    // A stride that does not divide the input leaves positions that the filter never reached.
    const { inChannels, outChannels, filterDepth, filterHeight, filterWidth } = info;
    const kernel = g.slice(
      gradient,
      [0, 0, 0, 0, 0],
      [inChannels, outChannels, filterDepth, filterHeight, filterWidth],
    );
    return operand(kernel, [3, 4, 0, 1, 2]);
  }),
  Conv3DBackpropInputV2: layoutAware<Conv3DBackpropInputV2Attrs>(['ConvTranspose', 'Pad'], (g, inputs, attributes) => {
    const filter = input(inputs, 'filter');
    const info = convolutionInfo(attributes.inputShape, tensorShape(filter), attributes);
    const kernel = inOrder(g, filter, filterOrder(5));
    const spatial = [info.inDepth, info.inHeight, info.inWidth];
    const gradient = g.convTranspose(inOrder(g, input(inputs, 'dy'), order), kernel, spatial, geometry(info));
    return operand(gradient, order);
  }),
} as const satisfies Record<string, Row>;
