import { choice, defineStudy, float, grid, int, minimize, mlp, wine } from 'ortune';

/** A small table, every combination of a few values tried: done in seconds, to see what a study gives. */
export default defineStudy({
  name: 'wine',
  dataset: wine(),
  space: {
    learningRate: float(0.005, 0.02, { step: 0.005 }),
    layers: int(0, 2),
    activation: choice(['relu', 'tanh'], { when: { layers: [1, 2] } }),
  },
  model: (hp, task) => mlp({ ...task, hiddenUnits: 16, layers: hp.layers, activation: hp.activation }),
  training: (hp) => ({
    epochs: 40,
    batchSize: 16,
    optimizer: { name: 'adam', learningRate: hp.learningRate },
    earlyStopping: { patience: 5 },
  }),
  objectives: [minimize('validation.loss')],
  sampler: grid(),
  seed: 3,
});
