import { cifar10, crop, defineArchitectureSearch, flip, maximize } from 'ortune';

/** Of the .bin files of CIFAR-10. */
const folder = process.env.CIFAR10 ?? 'cifar-10-batches-bin';

/**
 * `cifar10-nas.study.ts` for two cores and a part of the pictures: fewer and narrower cells, the same three stages, rates that suit
 * short trainings.
 */
export default defineArchitectureSearch({
  name: 'cifar10-nas-reduced',
  dataset: cifar10({ folder, train: 8_000, validation: 1_000, test: 1_000 }),
  search: {
    channels: 8,
    nodes: 3,
    stages: [
      { cells: 3, operators: 8, epochs: 10, warmUpEpochs: 6 },
      { cells: 4, operators: 5, epochs: 6, warmUpEpochs: 2, skipDropout: 0.4 },
      { cells: 5, operators: 3, epochs: 6, warmUpEpochs: 2, skipDropout: 0.7 },
    ],
    batchSize: 32,
    augmentation: [flip(), crop()],
    weights: { optimizer: { name: 'adam', learningRate: 0.01 }, schedule: 'cosine', clipping: { norm: 5 } },
    architecture: { optimizer: { name: 'adam', learningRate: 0.01, beta1: 0.5 } },
    skipLimit: 2,
  },
  network: { cells: 5, channels: 12 },
  training: {
    epochs: 20,
    batchSize: 64,
    optimizer: { name: 'adam', learningRate: 0.01 },
    schedule: 'cosine',
    augmentation: [flip(), crop()],
  },
  baselines: { random: 1, handDesigned: true },
  objectives: [maximize('validation.accuracy')],
  seed: 1,
});
