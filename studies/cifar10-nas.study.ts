import { cifar10, crop, cutout, defineArchitectureSearch, flip, maximize } from 'ortune';

/** Of the .bin files of CIFAR-10. */
const folder = process.env.CIFAR10 ?? 'cifar-10-batches-bin';

/**
 * The full setting of progressive search on CIFAR-10 (Chen et al. 2019): depths of 9, 13 and 19 cells, 8, 5 and 3 operators an edge,
 * dropout of skip connections that begins at 0, 0.4 and 0.7; the network that is derived has 20 cells. It wants a GPU:
 *
 *     CIFAR10=~/data/cifar10 npx ortune search-architecture studies/cifar10-nas.study.ts --provider webgpu
 *
 * `cifar10-nas-reduced.study.ts` is the same in a size for two cores.
 */
export default defineArchitectureSearch({
  name: 'cifar10-nas',
  dataset: cifar10({ folder, train: 45_000, validation: 5_000, test: 10_000 }),
  search: {
    channels: 16,
    nodes: 4,
    stages: [
      { cells: 9, operators: 8, epochs: 25, warmUpEpochs: 10 },
      { cells: 13, operators: 5, epochs: 25, warmUpEpochs: 10, skipDropout: 0.4 },
      { cells: 19, operators: 3, epochs: 25, warmUpEpochs: 10, skipDropout: 0.7 },
    ],
    batchSize: 96,
    augmentation: [flip(), crop()],
    weights: {
      optimizer: { name: 'momentum', learningRate: 0.025, weightDecay: 3e-4 },
      schedule: 'cosine',
      clipping: { norm: 5 },
    },
    architecture: { optimizer: { name: 'adam', learningRate: 6e-4, beta1: 0.5, weightDecay: 1e-3 } },
    skipLimit: 2,
  },
  network: { cells: 20, channels: 36 },
  training: {
    epochs: 600,
    batchSize: 128,
    optimizer: { name: 'momentum', learningRate: 0.025, weightDecay: 3e-4 },
    schedule: 'cosine',
    clipping: { norm: 5 },
    augmentation: [flip(), crop(), cutout()],
  },
  objectives: [maximize('validation.accuracy')],
  seed: 1,
});
