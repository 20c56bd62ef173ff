import { choice, defineStudy, grid, type InitializerChoice, maximize, mlp, mnist } from 'ortune';

/** From one that never breaks symmetry to one that saturates or explodes; Xavier is made for tanh, He for relu. */
const initializers = {
  zeros: 'zeros',
  small: { name: 'randomNormal', sigma: 0.01 },
  large: { name: 'randomNormal', sigma: 1 },
  xavier: 'xavierNormal',
  he: 'heNormal',
} as const satisfies Record<string, InitializerChoice>;

/** How a deep network without normalisation begins decides whether it learns: ten combinations, trained alike. */
export default defineStudy({
  name: 'initialisation',
  dataset: mnist({ train: 6_000, validation: 1_000, test: 1_000 }),
  space: {
    activation: choice(['tanh', 'relu']),
    initializer: choice(['zeros', 'small', 'large', 'xavier', 'he']),
  },
  model: (hp, task) =>
    mlp({
      ...task,
      activation: hp.activation,
      initializer: initializers[hp.initializer],
      layers: 16,
      hiddenUnits: 64,
    }),
  training: () => ({
    epochs: 3,
    batchSize: 64,
    optimizer: { name: 'momentum', learningRate: 0.005 },
    initialisationCheck: true,
  }),
  objectives: [maximize('validation.accuracy')],
  sampler: grid(),
  seed: 1,
});
