import { atMost, choice, convNet, defineStudy, float, int, maximize, minimize, mnist, random } from 'ortune';

/** Handwritten digits: a convolutional network that is accurate and small. What `npm start` runs. */
export default defineStudy({
  name: 'mnist',
  dataset: mnist({ train: 20_000, validation: 3_000, test: 3_000 }),
  space: {
    optimizer: choice(['momentum', 'rmsprop', 'adam']),
    learningRate: float(7e-4, 4e-3, { scale: 'log' }),
    momentum: float(0.93, 0.98, { when: { optimizer: 'momentum' } }),
    batchSize: choice([32, 64]),
    filters: int(8, 16, { step: 4 }),
    denseUnits: choice([32, 64, 128]),
    dropout: float(0, 0.3),
  },
  model: (hp, task) => convNet({ ...task, filters: hp.filters, denseUnits: hp.denseUnits, dropout: hp.dropout }),
  training: (hp) => ({
    epochs: 4,
    batchSize: hp.batchSize,
    optimizer: { name: hp.optimizer, learningRate: hp.learningRate, momentum: hp.momentum },
  }),
  objectives: [maximize('validation.accuracy'), minimize('model.bytes')],
  constraints: [atMost('model.bytes', 600_000)],
  sampler: random(),
  trials: 12,
  workers: 2,
  seed: 7,
});
