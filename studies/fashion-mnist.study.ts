import { choice, convNet, defineStudy, fashionMnist, float, int, maximize, minimize, random } from 'ortune';

/** Pictures of clothes, harder than digits: deeper networks and batch normalisation are among the choices. */
export default defineStudy({
  name: 'fashion-mnist',
  dataset: fashionMnist({ train: 24_000, validation: 4_000, test: 4_000 }),
  space: {
    optimizer: choice(['momentum', 'adam']),
    learningRate: float(5e-4, 1e-2, { scale: 'log' }),
    batchSize: choice([64, 128]),
    filters: int(8, 32, { step: 8 }),
    blocks: choice([2, 3]),
    normalisation: choice(['batch', 'none']),
    dropout: float(0, 0.5),
  },
  model: (hp, task) =>
    convNet({ ...task, filters: hp.filters, blocks: hp.blocks, normalisation: hp.normalisation, dropout: hp.dropout }),
  training: (hp) => ({
    epochs: 10,
    batchSize: hp.batchSize,
    optimizer: { name: hp.optimizer, learningRate: hp.learningRate },
    earlyStopping: { patience: 2 },
  }),
  objectives: [maximize('validation.accuracy'), minimize('latency.p90')],
  sampler: random(),
  trials: 20,
  seed: 1,
});
