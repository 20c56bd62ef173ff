import { defineStudy } from '../../pipeline/study/define-study.js';
import { maximize } from '../../pipeline/study/objective.js';
import { choice, float, int } from '../../pipeline/study/space.js';

const never = () => {
  throw new Error('a study is described without running its functions');
};

/** A correct study; tests replace the part they are about. */
export const validStudy = defineStudy({
  name: 'digits',
  dataset: { name: 'digits', options: { train: 100 }, load: never },
  space: {
    learningRate: float(1e-4, 1e-1, { scale: 'log' }),
    optimizer: choice(['sgd', 'momentum', 'adam']),
    momentum: float(0.5, 0.9, { step: 0.1, when: { optimizer: 'momentum' } }),
    units: int(8, 64, { step: 8 }),
    bias: choice([true, false]),
  },
  model: never,
  training: never,
  objectives: [maximize('validation.accuracy')],
});
