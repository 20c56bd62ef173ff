import { layers } from '@tensorflow/tfjs-layers';
import { casesOver, chain, type LayerCase } from './layer-case.js';

export const normalisationCases: readonly LayerCase[] = [
  {
    name: 'batchNormalization of a dense layer',
    model: (size) =>
      chain(
        [size(2, 4)],
        layers.dense({ units: size(2, 5) }),
        layers.batchNormalization({ momentum: 0.8 }),
        layers.dense({ units: 2 }),
      ),
  },
  {
    name: 'batchNormalization of the input, without scale and centre',
    model: (size) => chain([size(2, 4)], layers.batchNormalization({ scale: false, center: false, epsilon: 0.01 })),
  },
  {
    name: 'batchNormalization of sequences',
    model: (size) => chain([size(2, 4), size(2, 4)], layers.batchNormalization({ scale: false })),
  },
  ...casesOver([true, false], (useBias) => ({
    name: `batchNormalization of a convolution ${useBias ? 'with' : 'without'} bias`,
    model: (size) =>
      chain(
        [size(4, 6), size(4, 6), 2],
        layers.conv2d({ filters: size(2, 4), kernelSize: 3, useBias }),
        layers.batchNormalization(),
        layers.reLU(),
        layers.conv2d({ filters: 2, kernelSize: 2 }),
      ),
  })),
  {
    name: 'batchNormalization of images',
    model: (size) => chain([size(3, 5), size(3, 5), size(2, 3)], layers.batchNormalization({ center: false })),
  },
  {
    name: 'batchNormalization along channels in front',
    model: (size) => chain([size(2, 3), size(3, 5), size(3, 5)], layers.batchNormalization({ axis: 1 })),
    // tfjs's own kernels take the wrong statistics along any axis but the last.
    reference: (size) =>
      chain(
        [size(2, 3), size(3, 5), size(3, 5)],
        layers.permute({ dims: [2, 3, 1] }),
        layers.batchNormalization(),
        layers.permute({ dims: [3, 1, 2] }),
      ),
  },
  {
    name: 'batchNormalization of channels-first convolutions',
    model: (size) =>
      chain(
        [2, size(4, 5), size(4, 5)],
        layers.conv2d({ filters: 3, kernelSize: 2, dataFormat: 'channelsFirst' }),
        layers.batchNormalization({ axis: 1 }),
      ),
    reference: (size) =>
      chain(
        [2, size(4, 5), size(4, 5)],
        layers.conv2d({ filters: 3, kernelSize: 2, dataFormat: 'channelsFirst' }),
        layers.permute({ dims: [2, 3, 1] }),
        layers.batchNormalization(),
        layers.permute({ dims: [3, 1, 2] }),
      ),
  },
  {
    name: 'batchNormalization of a depthwise convolution',
    model: (size) =>
      chain(
        [size(4, 6), size(4, 6), 3],
        layers.depthwiseConv2d({ kernelSize: 3, useBias: false }),
        layers.batchNormalization(),
      ),
  },
  {
    name: 'batchNormalization, frozen',
    model: (size) => chain([size(3, 5)], layers.batchNormalization({ trainable: false }), layers.dense({ units: 2 })),
  },
  { name: 'layerNormalization', model: (size) => chain([size(3, 6)], layers.layerNormalization()) },
  {
    name: 'layerNormalization of sequences',
    model: (size) => chain([size(2, 4), size(3, 5)], layers.layerNormalization({ epsilon: 0.01 })),
  },
  {
    name: 'layerNormalization over several axes, without scale and centre',
    model: (size) =>
      chain([size(2, 4), size(3, 5)], layers.layerNormalization({ axis: [1, 2], scale: false, center: false })),
  },
  {
    name: 'layerNormalization of a convolution',
    model: (size) =>
      chain(
        [size(4, 6), size(4, 6), 2],
        layers.conv2d({ filters: 4, kernelSize: 2 }),
        layers.layerNormalization(),
        layers.conv2d({ filters: 2, kernelSize: 1 }),
      ),
  },
  { name: 'dropout', model: (size) => chain([size(4, 8)], layers.dropout({ rate: 0.4 }), layers.dense({ units: 2 })) },
  {
    name: 'dropout of a convolution, whole channels',
    model: (size) =>
      chain(
        [size(4, 5), size(4, 5), 2],
        layers.conv2d({ filters: 4, kernelSize: 2 }),
        layers.dropout({ rate: 0.5, noiseShape: [3, 1, 1, 4] }),
        layers.conv2d({ filters: 2, kernelSize: 2 }),
      ),
  },
  {
    name: 'dropout of a convolution',
    model: (size) =>
      chain(
        [size(4, 5), size(4, 5), 2],
        layers.conv2d({ filters: 4, kernelSize: 2, activation: 'relu' }),
        layers.dropout({ rate: 0.5 }),
        layers.conv2d({ filters: 2, kernelSize: 2 }),
      ),
  },
  {
    name: 'spatialDropout1d',
    model: (size) => chain([size(2, 4), size(3, 5)], layers.spatialDropout1d({ rate: 0.4 })),
  },
  { name: 'gaussianNoise', model: (size) => chain([size(3, 6)], layers.gaussianNoise({ stddev: 0.3 })) },
  { name: 'gaussianDropout', model: (size) => chain([size(3, 6)], layers.gaussianDropout({ rate: 0.3 })) },
  { name: 'alphaDropout', model: (size) => chain([size(3, 6)], layers.alphaDropout({ rate: 0.3 })) },
];
