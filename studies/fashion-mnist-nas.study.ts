import { defineArchitectureSearch, fashionMnist, maximize } from 'ortune';

/**
 * A search of cells for pictures of clothes in a size for two cores: three stages of growing depth with fewer and fewer operators, then
 * the network that was found is trained from new weights beside hand-designed ones of the same size.
 *
 *     npx ortune search-architecture studies/fashion-mnist-nas.study.ts
 */
export default defineArchitectureSearch({
  name: 'fashion-mnist-nas',
  dataset: fashionMnist({ train: 48_000, validation: 4_000, test: 10_000 }),
  search: {
    channels: 8,
    nodes: 3,
    stages: [
      { cells: 3, operators: 8, epochs: 5, warmUpEpochs: 3 },
      { cells: 4, operators: 5, epochs: 3, warmUpEpochs: 1, skipDropout: 0.2 },
      { cells: 5, operators: 3, epochs: 3, warmUpEpochs: 1, skipDropout: 0.4 },
    ],
    batchSize: 32,
    weights: { optimizer: { name: 'adam', learningRate: 0.01 }, schedule: 'cosine', clipping: { norm: 5 } },
    architecture: { optimizer: { name: 'adam', learningRate: 0.006, beta1: 0.5 } },
    skipLimit: 2,
  },
  network: { cells: 5, channels: 12 },
  training: {
    epochs: 3,
    batchSize: 64,
    optimizer: { name: 'adam', learningRate: 0.01 },
    schedule: 'cosine',
  },
  baselines: { handDesigned: true },
  // Latency is measured too, at the end: as an objective it would have the worker that is done first wait for the others.
  objectives: [maximize('validation.accuracy')],
  seed: 1,
});
