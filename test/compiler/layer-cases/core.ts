import { constraints, input, layers, regularizers } from '@tensorflow/tfjs-layers';
import { casesOver, chain, fromConfig, functional, type LayerCase, through } from './layer-case.js';

const namedActivations = [
  'elu',
  'hardSigmoid',
  'linear',
  'relu',
  'relu6',
  'selu',
  'sigmoid',
  'softmax',
  'softplus',
  'softsign',
  'tanh',
  'swish',
  'mish',
  'gelu',
  'gelu_new',
  'logSoftmax',
] as const;

export const coreCases: readonly LayerCase[] = [
  { name: 'dense', model: (size) => chain([size(2, 6)], layers.dense({ units: size(1, 5) })) },
  {
    name: 'dense on sequences',
    model: (size) => chain([size(2, 4), size(2, 5)], layers.dense({ units: size(1, 4), activation: 'tanh' })),
  },
  {
    name: 'dense without bias on images',
    model: (size) => chain([size(2, 3), size(2, 3), size(2, 4)], layers.dense({ units: size(2, 4), useBias: false })),
  },
  {
    name: 'dense with penalties and constraints',
    model: (size) =>
      chain(
        [size(3, 6)],
        layers.dense({
          units: size(2, 4),
          kernelRegularizer: regularizers.l1l2({ l1: 0.02, l2: 0.03 }),
          kernelConstraint: constraints.maxNorm({ maxValue: 0.5 }),
          biasConstraint: constraints.nonNeg(),
        }),
        layers.dense({
          units: size(2, 4),
          kernelConstraint: constraints.minMaxNorm({ minValue: 0.2, maxValue: 0.8, rate: 0.5 }),
        }),
        layers.dense({ units: 3, kernelConstraint: constraints.unitNorm({ axis: 0 }) }),
      ),
  },
  ...casesOver(namedActivations, (activation) => ({
    name: `dense with activation ${activation}`,
    model: (size) => chain([size(2, 4)], fromConfig('Dense', { units: size(3, 6), activation })),
  })),
  ...casesOver(namedActivations, (activation) => ({
    name: `activation ${activation} on images`,
    model: (size) =>
      chain(
        [size(3, 5), size(3, 5), 2],
        layers.conv2d({ filters: size(2, 3), kernelSize: 2 }),
        fromConfig('Activation', { activation }),
      ),
  })),
  { name: 'reLU', model: (size) => chain([size(3, 6)], layers.reLU()) },
  { name: 'reLU with maximum', model: (size) => chain([size(3, 6)], layers.reLU({ maxValue: 0.8 })) },
  { name: 'leakyReLU', model: (size) => chain([size(3, 6)], layers.leakyReLU({ alpha: 0.3 })) },
  { name: 'leakyReLU with its default slope', model: (size) => chain([size(3, 6)], layers.leakyReLU()) },
  { name: 'prelu', model: (size) => chain([size(2, 4), size(2, 4)], layers.prelu()) },
  {
    name: 'prelu after a convolution, slopes shared over space',
    model: (size) =>
      chain(
        [size(3, 5), size(3, 5), 2],
        layers.conv2d({ filters: 3, kernelSize: 2 }),
        layers.prelu({ sharedAxes: [1, 2] }),
      ),
  },
  { name: 'elu', model: (size) => chain([size(3, 6)], layers.elu({ alpha: 1 })) },
  { name: 'thresholdedReLU', model: (size) => chain([size(3, 6)], layers.thresholdedReLU({ theta: 0.4 })) },
  { name: 'softmax', model: (size) => chain([size(3, 6)], layers.softmax()) },
  { name: 'softmax of sequences', model: (size) => chain([size(2, 4), size(2, 4)], layers.softmax({ axis: -1 })) },
  { name: 'flatten', model: (size) => chain([size(2, 3), size(2, 3), size(2, 3)], layers.flatten()) },
  {
    name: 'flatten of channels first',
    model: (size) => chain([size(2, 3), size(2, 3), size(2, 3)], layers.flatten({ dataFormat: 'channelsFirst' })),
  },
  {
    name: 'flatten of a convolution into dense',
    model: (size) =>
      chain(
        [size(4, 6), size(4, 6), 2],
        layers.conv2d({ filters: 3, kernelSize: 3 }),
        layers.flatten(),
        layers.dense({ units: size(2, 4) }),
      ),
  },
  { name: 'reshape', model: (size) => chain([size(2, 4), 6], layers.reshape({ targetShape: [3, -1, 2] })) },
  { name: 'permute', model: (size) => chain([size(2, 3), size(2, 4), 5], layers.permute({ dims: [3, 1, 2] })) },
  {
    name: 'permute of a convolution',
    model: (size) =>
      chain(
        [size(4, 6), size(4, 6), 2],
        layers.conv2d({ filters: 3, kernelSize: 3, activation: 'relu' }),
        layers.permute({ dims: [2, 1, 3] }),
        layers.conv2d({ filters: 2, kernelSize: 2 }),
      ),
  },
  { name: 'repeatVector', model: (size) => chain([size(2, 5)], layers.repeatVector({ n: size(2, 4) })) },
  {
    name: 'embedding',
    model: (size) => chain([size(2, 5)], layers.embedding({ inputDim: 7, outputDim: size(2, 4) })),
    inputs: [{ indicesBelow: 7 }],
  },
  {
    name: 'embedding of int32 input',
    model: (size) =>
      functional([input({ shape: [size(2, 5)], dtype: 'int32' })], ([x]) =>
        through(x as NonNullable<typeof x>, layers.embedding({ inputDim: 7, outputDim: size(2, 4) })),
      ),
    inputs: [{ indicesBelow: 7 }],
  },
  {
    name: 'masking',
    model: (size) => chain([size(3, 5), size(2, 3)], layers.masking(), layers.dense({ units: 2 })),
    inputs: ['zeroPadded'],
  },
];
