import { convNet, defineStudy, effectiveLearningRate, fashionMnist, float, maximize, ordinal } from 'ortune';

/**
 * One number instead of a learning rate and a weight decay: eight brief trainings search the effective learning rate, the ninth
 * trains the best one for longer. docs/effective-learning-rate.md says why one number is enough.
 */
export default defineStudy({
  name: 'effective-learning-rate',
  dataset: fashionMnist({ train: 24_000, validation: 4_000, test: 4_000 }),
  space: {
    effectiveLearningRate: float(1e-4, 1e-1, { scale: 'log' }),
    epochs: ordinal([2, 10]),
  },
  model: (_hp, task) =>
    convNet({ ...task, filters: 16, denseUnits: 0, normalisation: 'batch', output: 'scaleInvariant' }),
  training: (hp) => ({
    epochs: hp.epochs,
    batchSize: 64,
    optimizer: { name: 'momentum', learningRate: 0.1 },
    schedule: 'cosine',
    scaleInvariant: { effectiveLearningRate: hp.effectiveLearningRate },
  }),
  objectives: [maximize('validation.accuracy')],
  sampler: effectiveLearningRate({ brief: { epochs: 2 }, final: { epochs: 10 } }),
  trials: 9,
  workers: 2,
  seed: 1,
});
