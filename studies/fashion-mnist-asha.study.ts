import { asha, choice, convNet, defineStudy, fashionMnist, float, int, maximize, tpe } from 'ortune';

/**
 * Pictures of clothes on a budget of epochs: most settings show after one or a few epochs that they lead nowhere, and asynchronous
 * halving spends the rest on the others. What that saves is measured by `npm run bench:pruning`.
 */
export default defineStudy({
  name: 'fashion-mnist-asha',
  dataset: fashionMnist({ train: 24_000, validation: 4_000, test: 4_000 }),
  space: {
    optimizer: choice(['momentum', 'adam']),
    learningRate: float(1e-4, 1e-1, { scale: 'log' }),
    batchSize: choice([32, 64, 128]),
    filters: int(4, 16, { step: 4 }),
    blocks: choice([1, 2, 3]),
    normalisation: choice(['batch', 'none']),
    dropout: float(0, 0.5),
  },
  model: (hp, task) =>
    convNet({ ...task, filters: hp.filters, blocks: hp.blocks, normalisation: hp.normalisation, dropout: hp.dropout }),
  training: (hp) => ({
    epochs: 12,
    batchSize: hp.batchSize,
    optimizer: { name: hp.optimizer, learningRate: hp.learningRate },
  }),
  objectives: [maximize('validation.accuracy')],
  sampler: tpe(),
  pruner: asha(),
  trials: 60,
  stopWhen: { noImprovement: 30 },
  seed: 1,
});
