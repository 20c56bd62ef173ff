import { layers } from '@tensorflow/tfjs-layers';
import { casesOver, chain, type LayerCase } from './layer-case.js';

export const preprocessingCases: readonly LayerCase[] = [
  {
    name: 'rescaling',
    model: (size) =>
      chain([size(3, 5), size(3, 5), 1], layers.rescaling({ scale: 1 / 127.5, offset: -1 }), layers.flatten()),
  },
  ...casesOver(['bilinear', 'nearest'] as const, (interpolation) => ({
    name: `resizing, ${interpolation}`,
    model: (size) =>
      chain([size(3, 6), size(3, 6), 2], layers.resizing({ height: size(3, 7), width: size(3, 7), interpolation })),
  })),
  ...casesOver(['bilinear', 'nearest'] as const, (interpolation) => ({
    name: `resizing, ${interpolation}, without aligned corners`,
    model: (size) =>
      chain(
        [size(3, 6), size(3, 6), 2],
        layers.resizing({ height: size(3, 7), width: size(3, 7), interpolation, cropToAspectRatio: true }),
      ),
  })),
  {
    name: 'centerCrop',
    model: (size) =>
      chain(
        [size(6, 8), size(6, 8), 2],
        layers.centerCrop({ height: 4, width: 3 }),
        layers.conv2d({ filters: 2, kernelSize: 2 }),
      ),
    withoutInputGradient: true,
  },
  {
    name: 'centerCrop of the full width',
    model: (size) =>
      chain(
        [size(6, 8), 5, 2],
        layers.centerCrop({ height: 4, width: 5 }),
        layers.conv2d({ filters: 2, kernelSize: 2 }),
      ),
    withoutInputGradient: true,
  },
  {
    name: 'centerCrop larger than the image',
    model: (size) => chain([size(3, 4), size(3, 4), 2], layers.centerCrop({ height: 6, width: 7 })),
  },
  ...casesOver(['multiHot', 'count'] as const, (outputMode) => ({
    name: `categoryEncoding, ${outputMode}`,
    model: (size) =>
      chain([size(2, 4)], layers.categoryEncoding({ numTokens: 5, outputMode }), layers.dense({ units: 2 })),
    inputs: [{ indicesBelow: 5 }],
  })),
  {
    name: 'categoryEncoding, oneHot',
    model: (size) =>
      chain([1], layers.categoryEncoding({ numTokens: size(3, 6), outputMode: 'oneHot' }), layers.dense({ units: 2 })),
    inputs: [{ indicesBelow: 3 }],
  },
  ...casesOver([undefined, 7], (seed) => ({
    name: `randomWidth ${seed === undefined ? 'without' : 'with'} a seed`,
    model: () => chain([4, 64, 1], layers.randomWidth({ factor: 0.5, seed, name: 'stretching' })),
    refused: {
      inference: /random numbers.*in layer `stretching`|layer `stretching`.*random/s,
      training: /layer `stretching`.*draws random numbers/s,
      // Two traces for two batch sizes do not have the width in common.
      exporting: /in layer `stretching`/,
    },
  })),
];
