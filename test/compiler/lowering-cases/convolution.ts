import { backend_util } from '@tensorflow/tfjs-core';
import type { Draw } from './draw.js';
import { type KernelCases, withCall } from './kernel-case.js';

type Four = [number, number, number, number];
type Five = [number, number, number, number, number];

/** A two-dimensional convolution with everything that can vary about it. */
function convolution(draw: Draw, depthwise: boolean) {
  const [n, channels, filters] = draw.dims(3) as [number, number, number];
  const [h, w] = [draw.int(4, 7), draw.int(4, 7)];
  const dilations = draw.pick([1, 2]);
  const strides = dilations === 1 ? draw.pick([1, 2, [1, 2] as [number, number]]) : 1;
  const kernel = [draw.int(1, 2), draw.int(1, 3)];
  const pad = draw.pick(['valid', 'same', 1] as const);
  const dataFormat = depthwise ? 'NHWC' : draw.pick(['NHWC', 'NCHW'] as const);
  const x: Four = dataFormat === 'NHWC' ? [n, h, w, channels] : [n, channels, h, w];
  const filter = [...kernel, channels, filters] as Four;
  const dimRoundingMode = pad === 1 ? draw.pick(['floor', 'ceil'] as const) : undefined;
  const attributes = { strides, dilations, pad, dataFormat, dimRoundingMode };
  const format = backend_util.convertConv2DDataFormat(dataFormat);
  const info = backend_util.computeConv2DInfo(x, filter, strides, dilations, pad, dimRoundingMode, depthwise, format);
  return { x, filter, y: info.outShape, channels: info.outChannels, attributes };
}

/** tfjs has gradients of undilated convolutions only. */
function undilated(draw: Draw, depthwise: boolean) {
  for (;;) {
    const drawn = convolution(draw, depthwise);
    if (drawn.attributes.dilations === 1) return drawn;
  }
}

const fused = (depthwise: boolean) =>
  withCall((draw) => {
    const { x, filter, channels, attributes } = convolution(draw, depthwise);
    const activation = draw.pick(['linear', 'relu', 'elu', 'sigmoid', 'relu6', 'leakyrelu', 'prelu']);
    return {
      inputs: {
        x: draw.tensor(x),
        filter: draw.tensor(filter),
        bias: draw.tensor([channels]),
        ...(activation === 'prelu' && { preluActivationWeights: draw.tensor([channels]) }),
      },
      attributes: { ...attributes, activation, leakyreluAlpha: 0.2 },
    };
  });

function convolution3d(draw: Draw) {
  const [n, channels, filters] = draw.dims(3) as [number, number, number];
  const x = [n, draw.int(3, 5), draw.int(3, 5), draw.int(3, 5), channels] as Five;
  const filter = [draw.int(1, 3), draw.int(1, 2), draw.int(1, 3), channels, filters] as Five;
  const attributes = { strides: draw.int(1, 2), pad: draw.pick(['valid', 'same'] as const), dilations: 1 };
  const { strides, pad, dilations } = attributes;
  const { outShape } = backend_util.computeConv3DInfo(x, filter, strides, dilations, pad);
  return { x, filter, y: outShape, attributes: { ...attributes, dataFormat: 'NDHWC' } };
}

export const convolutionCases: KernelCases = {
  Conv2D: withCall((draw) => {
    const { x, filter, attributes } = convolution(draw, false);
    return { inputs: { x: draw.tensor(x), filter: draw.tensor(filter) }, attributes };
  }),
  Conv2DBackpropFilter: withCall((draw) => {
    const { x, filter, y, attributes } = undilated(draw, false);
    return { inputs: { x: draw.tensor(x), dy: draw.tensor(y) }, attributes: { ...attributes, filterShape: filter } };
  }),
  Conv2DBackpropInput: withCall((draw) => {
    const { x, filter, y, attributes } = undilated(draw, false);
    return {
      inputs: { dy: draw.tensor(y), filter: draw.tensor(filter) },
      attributes: { ...attributes, inputShape: x },
    };
  }),
  Conv3D: withCall((draw) => {
    const { x, filter, attributes } = convolution3d(draw);
    return { inputs: { x: draw.tensor(x), filter: draw.tensor(filter) }, attributes };
  }),
  Conv3DBackpropFilterV2: withCall((draw) => {
    const { x, filter, y, attributes } = convolution3d(draw);
    return { inputs: { x: draw.tensor(x), dy: draw.tensor(y) }, attributes: { ...attributes, filterShape: filter } };
  }),
  Conv3DBackpropInputV2: withCall((draw) => {
    const { x, filter, y, attributes } = convolution3d(draw);
    return {
      inputs: { dy: draw.tensor(y), filter: draw.tensor(filter) },
      attributes: { ...attributes, inputShape: x },
    };
  }),
  DepthwiseConv2dNative: withCall((draw) => {
    const { x, filter, attributes } = convolution(draw, true);
    return { inputs: { x: draw.tensor(x), filter: draw.tensor(filter) }, attributes };
  }),
  DepthwiseConv2dNativeBackpropFilter: withCall((draw) => {
    const { x, filter, y, attributes } = undilated(draw, true);
    return { inputs: { x: draw.tensor(x), dy: draw.tensor(y) }, attributes: { ...attributes, filterShape: filter } };
  }),
  DepthwiseConv2dNativeBackpropInput: withCall((draw) => {
    const { x, filter, y, attributes } = undilated(draw, true);
    return {
      inputs: { dy: draw.tensor(y), filter: draw.tensor(filter) },
      attributes: { ...attributes, inputShape: x },
    };
  }),
  FusedConv2D: fused(false),
  FusedDepthwiseConv2D: fused(true),
};
