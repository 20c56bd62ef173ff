import type { LayersModel } from '@tensorflow/tfjs-layers';
import { fashionMnist, mnist } from '../../datasets/index.js';
import type { ImageOptions } from '../../datasets/options.js';
import { convNet, resNet, separableNet } from '../../models/index.js';
import type { Dataset, Task } from '../../pipeline/load/data.js';

export interface QuantizationNetwork {
  readonly title: string;
  readonly dataset: (sizes: ImageOptions) => Dataset;
  readonly build: (task: Task) => LayersModel;
}

/** Convolutional networks that do well on MNIST and Fashion-MNIST, and two of other kinds. */
export const networks = {
  mnist: {
    title: 'MNIST, convNet 32-64-128, batch normalisation',
    dataset: mnist,
    build: (task) => convNet({ ...task, filters: 32, denseUnits: 128, normalisation: 'batch' }),
  },
  'mnist-small': {
    title: 'MNIST, convNet 16-32-64',
    dataset: mnist,
    build: (task) => convNet({ ...task, filters: 16, denseUnits: 64 }),
  },
  'fashion-mnist': {
    title: 'Fashion-MNIST, convNet 32-32-64-64-128, batch normalisation',
    dataset: fashionMnist,
    build: (task) =>
      convNet({ ...task, filters: 32, convolutions: 2, denseUnits: 128, normalisation: 'batch', dropout: 0.3 }),
  },
  'res-net': {
    title: 'Fashion-MNIST, ResNet-8',
    dataset: fashionMnist,
    build: (task) => resNet({ ...task, filters: 16, blocks: 1 }),
  },
  'separable-net': {
    title: 'Fashion-MNIST, depthwise separable',
    dataset: fashionMnist,
    build: (task) => separableNet({ ...task, filters: 16 }),
  },
} as const satisfies Record<string, QuantizationNetwork>;

export type NetworkName = keyof typeof networks;
