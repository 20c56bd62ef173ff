import { defineStudy, fashionMnist } from 'ortune';
import study from '../../studies/fashion-mnist-asha.study.js';
import { readSizes } from './sizes.js';

const { train, validation, epochs, target } = readSizes();

/** The shipped study at the size of the benchmark; sampler, pruner, trials and seed are given on the command line. */
export default defineStudy({
  ...study,
  name: 'pruning-bench',
  dataset: fashionMnist({ train, validation, test: 1_000 }),
  training: (hp, task) => ({ ...study.training(hp, task), epochs }),
  stopWhen: target === null ? {} : { target },
});
