import { layers } from '@tensorflow/tfjs-layers';
import { casesOver, chain, type LayerCase, type Sizes } from './layer-case.js';

const image = (size: Sizes) => [size(6, 8), size(6, 8), size(1, 3)];
const firstImage = (size: Sizes) => [size(1, 3), size(6, 8), size(6, 8)];
const volume = (size: Sizes) => [size(4, 5), size(4, 5), size(4, 5), size(1, 2)];
const dataFormat = 'channelsFirst';

export const convolutionCases: readonly LayerCase[] = [
  { name: 'conv1d', model: (size) => chain([size(5, 9), size(1, 3)], layers.conv1d({ filters: 3, kernelSize: 3 })) },
  {
    name: 'conv1d, same, stride 2, relu',
    model: (size) =>
      chain(
        [size(5, 9), size(1, 3)],
        layers.conv1d({ filters: size(1, 3), kernelSize: size(2, 3), strides: 2, padding: 'same', activation: 'relu' }),
      ),
  },
  {
    name: 'conv1d, dilated',
    model: (size) => chain([size(6, 9), 2], layers.conv1d({ filters: 2, kernelSize: 3, dilationRate: 2 })),
  },
  {
    name: 'conv1d stack',
    model: (size) =>
      chain(
        [size(8, 10), 2],
        layers.conv1d({ filters: 3, kernelSize: 3, activation: 'relu' }),
        layers.maxPooling1d({ poolSize: 2 }),
        layers.conv1d({ filters: 2, kernelSize: 2 }),
        layers.flatten(),
        layers.dense({ units: 2 }),
      ),
  },
  ...casesOver(['valid', 'same'] as const, (padding) => ({
    name: `conv2d, ${padding}`,
    model: (size) => chain(image(size), layers.conv2d({ filters: size(1, 4), kernelSize: [3, size(1, 4)], padding })),
  })),
  ...casesOver(['valid', 'same'] as const, (padding) => ({
    name: `conv2d, ${padding}, stride 2`,
    model: (size) =>
      chain(image(size), layers.conv2d({ filters: size(1, 4), kernelSize: size(2, 3), strides: 2, padding })),
  })),
  ...casesOver([7, 8] as const, (side) => ({
    name: `conv2d, same, stride 2, side ${side}, even kernel`,
    model: () => chain([side, side, 2], layers.conv2d({ filters: 3, kernelSize: 4, strides: 2, padding: 'same' })),
  })),
  {
    name: 'conv2d, stride larger than the kernel',
    model: (size) => chain(image(size), layers.conv2d({ filters: 2, kernelSize: 1, strides: [2, 3] })),
  },
  {
    name: 'conv2d, dilated, same',
    model: (size) =>
      chain(image(size), layers.conv2d({ filters: 2, kernelSize: 3, dilationRate: [2, 1], padding: 'same' })),
  },
  {
    name: 'conv2d, dilated, valid, without bias',
    model: (size) => chain(image(size), layers.conv2d({ filters: 2, kernelSize: 2, dilationRate: 3, useBias: false })),
  },
  {
    name: 'conv2d, channels first',
    model: (size) =>
      chain(
        firstImage(size),
        layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same', dataFormat, activation: 'relu' }),
        layers.maxPooling2d({ poolSize: 2, strides: 2, dataFormat }),
        layers.conv2d({ filters: 2, kernelSize: 2, dataFormat }),
      ),
  },
  ...casesOver(['relu', 'relu6', 'elu', 'sigmoid', 'tanh', 'softmax', 'swish'] as const, (activation) => ({
    name: `conv2d with activation ${activation}`,
    model: (size) => chain([size(4, 6), size(4, 6), 2], layers.conv2d({ filters: 3, kernelSize: 3, activation })),
  })),
  {
    name: 'conv2d stack of a small image network',
    model: (size) =>
      chain(
        [size(10, 11), size(10, 11), 1],
        layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu' }),
        layers.maxPooling2d({ poolSize: 2, strides: 2 }),
        layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same', activation: 'relu' }),
        layers.averagePooling2d({ poolSize: 2, strides: 2 }),
        layers.flatten(),
        layers.dense({ units: 3 }),
      ),
  },
  {
    name: 'conv2dTranspose',
    model: (size) =>
      chain(
        [size(3, 5), size(3, 5), 2],
        layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, padding: 'same' }),
      ),
  },
  {
    name: 'conv2dTranspose, valid, relu',
    model: (size) =>
      chain(
        [size(3, 5), size(3, 5), size(1, 2)],
        layers.conv2dTranspose({ filters: 2, kernelSize: [2, 3], strides: [1, 2], activation: 'relu' }),
      ),
  },
  {
    name: 'conv2dTranspose, channels first',
    model: (size) =>
      chain([2, size(3, 5), size(3, 5)], layers.conv2dTranspose({ filters: 3, kernelSize: 2, strides: 2, dataFormat })),
  },
  {
    name: 'separableConv2d',
    model: (size) => chain(image(size), layers.separableConv2d({ filters: size(2, 4), kernelSize: 3 })),
  },
  {
    name: 'separableConv2d, same, stride 2, depth multiplier, relu',
    model: (size) =>
      chain(
        image(size),
        layers.separableConv2d({
          filters: size(2, 4),
          kernelSize: 3,
          strides: 2,
          padding: 'same',
          depthMultiplier: 2,
          activation: 'relu',
        }),
      ),
  },
  {
    name: 'separableConv2d, channels first, without bias',
    model: (size) =>
      chain(
        firstImage(size),
        layers.separableConv2d({ filters: 3, kernelSize: 2, padding: 'same', dataFormat, useBias: false }),
      ),
  },
  {
    name: 'depthwiseConv2d',
    model: (size) => chain(image(size), layers.depthwiseConv2d({ kernelSize: size(2, 3) })),
  },
  ...casesOver([6, 7] as const, (side) => ({
    name: `depthwiseConv2d, same, stride 2, depth multiplier, side ${side}`,
    model: (size) =>
      chain(
        [side, side, size(2, 3)],
        layers.depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 'same', depthMultiplier: 2, activation: 'relu' }),
      ),
  })),
  ...casesOver([3, 5] as const, (kernelSize) => ({
    name: `depthwiseConv2d, dilated, same, kernel ${kernelSize}`,
    model: (size) =>
      chain(image(size), layers.depthwiseConv2d({ kernelSize, padding: 'same', dilationRate: 2, activation: 'relu' })),
  })),
  {
    name: 'depthwiseConv2d, dilated, valid, depth multiplier, channels first',
    model: (size) =>
      chain(
        firstImage(size),
        layers.depthwiseConv2d({ kernelSize: [2, 3], dilationRate: [3, 2], depthMultiplier: 2, dataFormat }),
      ),
  },
  {
    name: 'depthwiseConv2d, same, without bias',
    model: (size) => chain(image(size), layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', useBias: false })),
  },
  {
    name: 'depthwiseConv2d, dilated',
    model: (size) => chain(image(size), layers.depthwiseConv2d({ kernelSize: 2, dilationRate: 2, padding: 'same' })),
  },
  {
    name: 'depthwiseConv2d, channels first',
    model: (size) => chain(firstImage(size), layers.depthwiseConv2d({ kernelSize: 3, dataFormat })),
  },
  { name: 'conv3d', model: (size) => chain(volume(size), layers.conv3d({ filters: 2, kernelSize: 2 })) },
  {
    name: 'conv3d, same, stride 2, relu',
    model: (size) =>
      chain(
        volume(size),
        layers.conv3d({ filters: 2, kernelSize: [3, 2, 3], strides: 2, padding: 'same', activation: 'relu' }),
      ),
  },
  {
    name: 'conv3d, channels first, without bias',
    model: (size) =>
      chain(
        [2, size(3, 4), size(3, 4), size(3, 4)],
        layers.conv3d({ filters: 2, kernelSize: 2, dataFormat, useBias: false }),
      ),
  },
  {
    name: 'conv3dTranspose',
    model: (size) =>
      chain(
        [size(2, 3), size(2, 3), size(2, 3), 2],
        layers.conv3dTranspose({ filters: 2, kernelSize: 2, strides: 2, padding: 'same' }),
      ),
  },
  {
    name: 'cropping2D',
    model: (size) =>
      chain(
        image(size),
        layers.cropping2D({
          cropping: [
            [1, 2],
            [0, 1],
          ],
        }),
      ),
  },
  {
    name: 'cropping2D of a convolution, channels first',
    model: (size) =>
      chain(
        firstImage(size),
        layers.conv2d({ filters: 2, kernelSize: 2, dataFormat }),
        layers.cropping2D({
          cropping: [
            [1, 0],
            [2, 1],
          ],
          dataFormat,
        }),
      ),
  },
  {
    name: 'upSampling2d, nearest',
    model: (size) => chain([size(2, 4), size(2, 4), 2], layers.upSampling2d({ size: [2, 3] })),
  },
  {
    name: 'upSampling2d, bilinear',
    model: (size) =>
      chain([size(2, 4), size(2, 4), 2], layers.upSampling2d({ size: [2, 2], interpolation: 'bilinear' })),
  },
  {
    name: 'upSampling2d between convolutions',
    model: (size) =>
      chain(
        [size(4, 5), size(4, 5), 2],
        layers.conv2d({ filters: 3, kernelSize: 2 }),
        layers.upSampling2d({ size: [2, 2] }),
        layers.conv2d({ filters: 2, kernelSize: 2 }),
      ),
  },
  {
    name: 'upSampling2d, channels first',
    model: (size) => chain([2, size(2, 4), size(2, 4)], layers.upSampling2d({ size: [2, 2], dataFormat })),
  },
  {
    name: 'zeroPadding2d',
    model: (size) =>
      chain(
        image(size),
        layers.zeroPadding2d({
          padding: [
            [1, 2],
            [0, 3],
          ],
        }),
      ),
  },
  {
    name: 'zeroPadding2d between convolutions, channels first',
    model: (size) =>
      chain(
        firstImage(size),
        layers.conv2d({ filters: 2, kernelSize: 2, dataFormat }),
        layers.zeroPadding2d({ padding: 1, dataFormat }),
        layers.conv2d({ filters: 2, kernelSize: 3, dataFormat }),
      ),
  },
];
