import { choice, csv, defineStudy, float, int, maximize, mlp, random } from 'ortune';

/**
 * Regression on a table of your own, with the California census of 1990 as the example: house values from numbers, some
 * of them missing, and one column of text. Columns are told apart, scaled and encoded by the data set.
 *
 *     HOUSING_CSV=~/data/housing.csv npx ortune tune studies/california-housing.study.ts
 *
 * For another table, copy this file and change `file` and `target`.
 */
export default defineStudy({
  name: 'california-housing',
  dataset: csv({
    file: process.env.HOUSING_CSV ?? 'california_housing.csv',
    target: 'median_house_value',
    task: 'regression',
  }),
  space: {
    learningRate: float(3e-4, 1e-2, { scale: 'log' }),
    batchSize: choice([64, 128, 256]),
    hiddenUnits: int(16, 128, { scale: 'log' }),
    layers: int(1, 3),
    activation: choice(['relu', 'swish']),
    loss: choice(['meanSquaredError', 'huber']),
  },
  model: (hp, task) => mlp({ ...task, hiddenUnits: hp.hiddenUnits, layers: hp.layers, activation: hp.activation }),
  training: (hp) => ({
    epochs: 30,
    batchSize: hp.batchSize,
    loss: hp.loss,
    optimizer: { name: 'adam', learningRate: hp.learningRate },
    earlyStopping: { patience: 4 },
  }),
  objectives: [maximize('validation.r2')],
  sampler: random(),
  trials: 16,
  seed: 5,
});
