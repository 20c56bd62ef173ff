import {
  atMost,
  choice,
  convNet,
  defineStudy,
  fashionMnist,
  float,
  gp,
  maximize,
  minimize,
  mlp,
  ordinal,
} from 'ortune';

/**
 * How much accuracy costs how much time: the Pareto front of accuracy against the 90th percentile of latency on pictures of
 * clothes, from perceptrons of some 10 microseconds to convolutional networks of 0.5 ms. What is searched is the network; it is trained
 * alike. One that would be too slow is found out before it is trained.
 */
export default defineStudy({
  name: 'fashion-mnist-latency',
  dataset: fashionMnist({ train: 12_000, validation: 4_000, test: 4_000 }),
  space: {
    family: choice(['mlp', 'convNet']),
    hiddenUnits: ordinal([16, 32, 64, 128, 256], { when: { family: 'mlp' } }),
    layers: ordinal([1, 2], { when: { family: 'mlp' } }),
    filters: ordinal([4, 8, 16, 32], { when: { family: 'convNet' } }),
    blocks: ordinal([1, 2, 3], { when: { family: 'convNet' } }),
    denseUnits: ordinal([0, 32, 64, 128], { when: { family: 'convNet' } }),
    learningRate: float(1e-3, 1e-2, { scale: 'log' }),
  },
  model: ({ family, filters, blocks, denseUnits, hiddenUnits, layers }, task) =>
    family === 'mlp' ? mlp({ ...task, hiddenUnits, layers }) : convNet({ ...task, filters, blocks, denseUnits }),
  training: (hp) => ({
    epochs: 4,
    batchSize: 64,
    optimizer: { name: 'adam', learningRate: hp.learningRate },
    schedule: 'cosine',
  }),
  objectives: [maximize('validation.accuracy'), minimize('latency.p90')],
  constraints: [atMost('latency.p90', 0.5), atMost('model.bytes', 1_000_000)],
  sampler: gp(),
  trials: 30,
  seed: 1,
});
