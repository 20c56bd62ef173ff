import {
  cellNet,
  choice,
  defineStudy,
  fashionMnist,
  grid,
  maximize,
  minimize,
  nearestInSize,
  randomGenotype,
  resNet,
  separableNet,
} from 'ortune';

/** Of every network here: that of the cells that `fashion-mnist-nas.study.ts` searches. */
const parameters = 50_000;

/**
 * What an architecture search has to be better than: networks of random cells and networks that people designed, all of one
 * size and trained alike. Genotypes are drawn as a search could derive them.
 */
export default defineStudy({
  name: 'fashion-mnist-baselines',
  dataset: fashionMnist({ train: 20_000, validation: 4_000, test: 10_000 }),
  space: {
    network: choice(['random-1', 'random-2', 'random-3', 'random-4', 'random-5', 'random-6', 'resNet', 'separableNet']),
  },
  model: ({ network }, task) =>
    nearestInSize(parameters, (width) => {
      if (network === 'resNet') return resNet({ ...task, filters: width });
      if (network === 'separableNet') return separableNet({ ...task, filters: width, stages: 2 });
      const genotype = randomGenotype(Number(network.split('-')[1]), { nodes: 3, skipLimit: 2 });
      return cellNet({ ...task, genotype, cells: 5, channels: width });
    }),
  training: () => ({
    epochs: 15,
    batchSize: 64,
    optimizer: { name: 'adam', learningRate: 2e-3 },
    schedule: 'cosine',
  }),
  objectives: [maximize('validation.accuracy'), minimize('latency.p90')],
  sampler: grid(),
  seed: 1,
});
