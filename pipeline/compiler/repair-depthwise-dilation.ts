import * as tf from '@tensorflow/tfjs-core';
import type { layers, Shape } from '@tensorflow/tfjs-layers';
import { replaceMethod } from './replace-method.js';
import { spreadTaps } from './spread-taps.js';

type Rates = readonly [number, number];

/** A depthwise convolution layer, as far as it is used here. */
interface DepthwiseConvolution extends layers.Layer {
  readonly dilationRate: Rates;
  readonly dataFormat: 'channelsFirst' | 'channelsLast';
  readonly strides: [number, number];
  readonly padding: 'valid' | 'same';
  readonly kernelSize: Rates;
  readonly depthwiseKernel: { read(): tf.Tensor };
  readonly bias: { read(): tf.Tensor } | null;
  readonly activation: { apply(x: tf.Tensor): tf.Tensor } | null;
}

type Call = (
  this: DepthwiseConvolution,
  inputs: tf.Tensor | tf.Tensor[],
  kwargs: { readonly training?: boolean },
) => tf.Tensor;
type OutputShape = (this: DepthwiseConvolution, shape: Shape) => Shape;

const isDilated = (rates: Rates): boolean => rates.some((rate) => rate !== 1);

/** tfjs's depthwise layers forget their dilation rate. */
export function repairDepthwiseDilation(): void {
  replaceMethod<Call>('DepthwiseConv2D', 'call', (original) => {
    return function (inputs, kwargs) {
      if (!isDilated(this.dilationRate)) return original.call(this, inputs, kwargs);
      return tf.tidy(() => dilatedCall(this, [inputs].flat()[0] as tf.Tensor, kwargs.training === true));
    };
  });
  replaceMethod<OutputShape>('DepthwiseConv2D', 'computeOutputShape', (original) => {
    return function (shape) {
      const { padding, kernelSize, dilationRate, dataFormat } = this;
      const given = original.call(this, shape);
      if (padding === 'same') return given;
      const first = dataFormat === 'channelsFirst' ? 2 : 1;
      return given.map((size, axis) => {
        const [kernel, rate] = [kernelSize[axis - first], dilationRate[axis - first]];
        return size === null || !kernel || !rate ? size : size - (kernel - 1) * (rate - 1);
      });
    };
  });
}

function dilatedCall(layer: DepthwiseConvolution, inputs: tf.Tensor, training: boolean): tf.Tensor {
  const { dataFormat, strides, padding, dilationRate, depthwiseKernel, bias, activation } = layer;
  const channelsFirst = dataFormat === 'channelsFirst';
  const x = (channelsFirst ? tf.transpose(inputs, [0, 2, 3, 1]) : inputs) as tf.Tensor4D;
  const kernel = depthwiseKernel.read() as tf.Tensor4D;
  // The other engines have no gradient of it. A dilated kernel is an ordinary one with zeros between its taps.
  const ordinary = training && tf.getBackend() !== 'onnx';
  const convolved = ordinary
    ? tf.depthwiseConv2d(
        x,
        dilationRate.reduce((taps, rate, axis) => spreadTaps(taps, axis, rate), kernel as tf.Tensor) as tf.Tensor4D,
        strides,
        padding,
      )
    : tf.depthwiseConv2d(x, kernel, strides, padding, 'NHWC', [...dilationRate]);
  const shifted = bias ? tf.add(convolved, bias.read()) : convolved;
  const activated = activation ? activation.apply(shifted) : shifted;
  return channelsFirst ? tf.transpose(activated, [0, 3, 1, 2]) : activated;
}

/** tfjs refuses the gradient of a dilated depthwise convolution, whose kernels the `onnx` backend has for any dilation. */
export function registerDilatedDepthwiseGradient(): void {
  const { gradFunc, ...config } = tf.getGradient('DepthwiseConv2dNative');
  tf.registerGradient({
    ...config,
    gradFunc: (dy, saved, attributes) => {
      const dilations = [attributes.dilations ?? 1].flat() as number[];
      if (tf.getBackend() !== 'onnx' || dilations.every((rate) => rate === 1)) return gradFunc(dy, saved, attributes);
      const [x, filter] = saved as [tf.Tensor, tf.Tensor];
      const gradient = (kernel: string, inputs: tf.NamedTensorMap, shapes: tf.NamedAttrMap): tf.Tensor =>
        tf.engine().runKernel(kernel, inputs, { ...attributes, dilations, ...shapes });
      const slope = dy as tf.Tensor;
      return {
        x: () => gradient('DepthwiseConv2dNativeBackpropInput', { dy: slope, filter }, { inputShape: x.shape }),
        filter: () => gradient('DepthwiseConv2dNativeBackpropFilter', { x, dy: slope }, { filterShape: filter.shape }),
      };
    },
  });
}
