import { cifar10, crop, defineArchitectureSearch, flip, maximize, minimize } from 'ortune';

/** Of the .bin files of CIFAR-10. */
const folder = process.env.CIFAR10 ?? 'cifar-10-batches-bin';

/** `cifar10-nas.study.ts` for two cores and a part of the pictures: fewer and narrower cells, the same three stages. */
export default defineArchitectureSearch({
  name: 'cifar10-nas-reduced',
  dataset: cifar10({ folder, train: 8_000, validation: 1_000, test: 1_000 }),
  search: {
    channels: 8,
    nodes: 3,
    stages: [
      { cells: 3, operators: 8, epochs: 8, warmUpEpochs: 3 },
      { cells: 4, operators: 5, epochs: 8, warmUpEpochs: 2, skipDropout: 0.4 },
      { cells: 5, operators: 3, epochs: 8, warmUpEpochs: 2, skipDropout: 0.7 },
    ],
    batchSize: 64,
    augmentation: [flip(), crop()],
    weights: {
      optimizer: { name: 'momentum', learningRate: 0.05, weightDecay: 3e-4 },
      schedule: 'cosine',
      clipping: { norm: 5 },
    },
    architecture: { optimizer: { name: 'adam', learningRate: 0.02, beta1: 0.5 } },
    skipLimit: 2,
  },
  network: { cells: 5, channels: 16 },
  training: {
    epochs: 20,
    batchSize: 64,
    optimizer: { name: 'adam', learningRate: 2e-3 },
    schedule: 'cosine',
    augmentation: [flip(), crop()],
  },
  baselines: { random: 2, handDesigned: true },
  objectives: [maximize('validation.accuracy'), minimize('latency.p90')],
  seed: 1,
});
