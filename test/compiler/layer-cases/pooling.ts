import { layers } from '@tensorflow/tfjs-layers';
import { casesOver, chain, type LayerCase, type Sizes } from './layer-case.js';

const image = (size: Sizes) => [size(5, 8), size(5, 8), size(1, 3)];
const dataFormat = 'channelsFirst';

const pools = [
  { name: 'max', one: layers.maxPooling1d, two: layers.maxPooling2d, three: layers.maxPooling3d },
  { name: 'average', one: layers.averagePooling1d, two: layers.averagePooling2d, three: layers.averagePooling3d },
] as const;

export const poolingCases: readonly LayerCase[] = [
  ...pools.flatMap(({ name, one, two, three }): LayerCase[] => [
    {
      name: `${name}Pooling1d`,
      model: (size) => chain([size(5, 9), size(1, 3)], one({ poolSize: size(2, 3), strides: size(1, 3) })),
    },
    {
      name: `${name}Pooling1d, same`,
      model: (size) => chain([size(5, 9), size(1, 3)], one({ poolSize: 3, strides: 2, padding: 'same' })),
    },
    ...casesOver(
      [
        [6, 8],
        [7, 5],
      ],
      (sides) => ({
        name: `${name}Pooling2d, halving [${sides}]`,
        model: (size) => chain([...sides, size(1, 3)], two({ poolSize: 2, strides: 2 })),
      }),
    ),
    ...casesOver(
      [
        [6, 8],
        [7, 5],
      ],
      (sides) => ({
        name: `${name}Pooling2d, halving [${sides}], same`,
        model: (size) => chain([...sides, size(1, 3)], two({ poolSize: 2, strides: 2, padding: 'same' })),
      }),
    ),
    {
      name: `${name}Pooling2d, overlapping`,
      model: (size) => chain(image(size), two({ poolSize: 3, strides: 2 })),
    },
    {
      name: `${name}Pooling2d, overlapping, same`,
      model: (size) => chain(image(size), two({ poolSize: [3, 2], strides: [1, 2], padding: 'same' })),
    },
    {
      name: `${name}Pooling2d, overlapping, same, stride 1`,
      model: (size) => chain(image(size), two({ poolSize: 3, strides: 1, padding: 'same' })),
    },
    {
      name: `${name}Pooling2d, windows apart`,
      model: (size) => chain(image(size), two({ poolSize: 2, strides: 3 })),
    },
    {
      name: `${name}Pooling2d, channels first`,
      model: (size) => chain([size(1, 3), size(5, 8), size(5, 8)], two({ poolSize: 2, strides: 2, dataFormat })),
    },
    {
      name: `${name}Pooling2d after a convolution with relu`,
      model: (size) =>
        chain(
          [size(6, 9), size(6, 9), size(1, 3)],
          layers.conv2d({ filters: 3, kernelSize: 3, activation: 'relu' }),
          two({ poolSize: 2, strides: 2 }),
          layers.conv2d({ filters: 2, kernelSize: 2 }),
        ),
    },
    {
      name: `${name}Pooling2d after a separate relu`,
      model: (size) =>
        chain(
          [size(6, 9), size(6, 9), 2],
          layers.conv2d({ filters: 3, kernelSize: 3 }),
          layers.reLU(),
          two({ poolSize: [2, 2], strides: [2, 2] }),
          layers.flatten(),
          layers.dense({ units: 2 }),
        ),
    },
    {
      name: `${name}Pooling3d`,
      model: (size) =>
        chain([size(4, 5), size(4, 5), size(4, 5), size(1, 2)], three({ poolSize: [2, 2, 2], strides: [2, 2, 2] })),
    },
    {
      name: `${name}Pooling3d, same`,
      model: (size) =>
        chain(
          [size(4, 5), size(4, 5), size(4, 5), 2],
          three({ poolSize: [3, 2, 2], strides: [2, 1, 2], padding: 'same' }),
        ),
    },
  ]),
  { name: 'globalAveragePooling1d', model: (size) => chain([size(3, 6), size(1, 3)], layers.globalAveragePooling1d()) },
  { name: 'globalMaxPooling1d', model: (size) => chain([size(3, 6), size(1, 3)], layers.globalMaxPooling1d()) },
  ...casesOver(['channelsLast', 'channelsFirst'] as const, (format) => ({
    name: `globalAveragePooling2d, ${format}`,
    model: (size) => chain(image(size), layers.globalAveragePooling2d({ dataFormat: format })),
  })),
  ...casesOver(['channelsLast', 'channelsFirst'] as const, (format) => ({
    name: `globalMaxPooling2d, ${format}`,
    model: (size) => chain(image(size), layers.globalMaxPooling2d({ dataFormat: format })),
  })),
  {
    name: 'global pooling after a convolution',
    model: (size) =>
      chain(
        image(size),
        layers.conv2d({ filters: 4, kernelSize: 2, activation: 'relu' }),
        layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }),
        layers.dense({ units: 2 }),
      ),
  },
];
