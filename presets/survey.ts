import { grid } from '../pipeline/search/samplers/grid.js';
import type { StudyDefinition } from '../pipeline/study/define-study.js';
import { ordinal } from '../pipeline/study/space.js';
import { networkFor } from './families.js';
import { objectiveFor, type PresetTask } from './objective-for.js';

const space = {
  learningRate: ordinal([0.0001, 0.001, 0.01]),
  batchSize: ordinal([16, 32, 64, 128, 256]),
};

type SurveyPreset = Pick<StudyDefinition<typeof space>, 'space' | 'model' | 'training' | 'objectives' | 'sampler'>;

/**
 * The values that surveys of hyperparameters call customary: rates of 0.01, 0.001 and 0.0001, and batches of 16 to 256
 * samples, all fifteen combinations of them, with Adam (Kingma and Ba 2015, whose own default 0.001 is among the
 * rates). The network follows from the data; training ends when the validation loss has not fallen for five epochs.
 */
export function survey(options: PresetTask = {}): SurveyPreset {
  return {
    space,
    model: (_hp, task) => networkFor(task, { width: 32, dropout: 0 }),
    training: (hp) => ({
      epochs: 30,
      batchSize: hp.batchSize,
      optimizer: { name: 'adam', learningRate: hp.learningRate },
      earlyStopping: { patience: 5 },
    }),
    objectives: [objectiveFor(options)],
    sampler: grid(),
  };
}
