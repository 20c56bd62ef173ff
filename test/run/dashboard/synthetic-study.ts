import { studyAttributes } from '../../../pipeline/run/record/study-attributes.js';
import { StudyRecorder } from '../../../pipeline/run/record/study-recorder.js';
import { studySettings } from '../../../pipeline/run/record/study-settings.js';
import type { StudyStore } from '../../../pipeline/store/study-store.js';
import { defineStudy } from '../../../pipeline/study/define-study.js';
import { maximize } from '../../../pipeline/study/objective.js';
import { parseStudy } from '../../../pipeline/study/parse-study.js';
import { choice, float } from '../../../pipeline/study/space.js';
import type { EpochRecord, ParameterValue, TrialRecord } from '../../../pipeline/study/trial.js';

const never = () => {
  throw new Error('nothing is trained here');
};

/** A study as `ortune tune` records it, of so many hyperparameters (two or more), whose trials are not trained. */
export const syntheticStudy = (parameters: number) =>
  parseStudy(
    defineStudy({
      name: 'synthetic',
      dataset: { name: 'none', options: {}, load: never },
      space: {
        learningRate: float(1e-4, 1e-1, { scale: 'log' }),
        optimizer: choice(['sgd', 'momentum', 'adam']),
        ...Object.fromEntries(Array.from({ length: parameters - 2 }, (_, i) => [`p${i}`, float(0, 1)])),
      },
      model: never,
      training: never,
      objectives: [maximize('validation.accuracy')],
      trials: 1_000_000,
    }),
  );

type Study = ReturnType<typeof syntheticStudy>;

/** Begins it in a storage. */
export async function beginStudy(store: StudyStore, study: Study): Promise<StudyRecorder> {
  const stored = await store.createStudy({
    name: study.name,
    directions: ['maximize'],
    metricNames: ['validation.accuracy'],
    systemAttributes: { [studyAttributes.settings]: studySettings(study, { engine: 'onnx', dataHash: 'none' }) },
  });
  return new StudyRecorder(store, stored, study, []);
}

/** In [0, 1), the same for the same arguments. */
const spread = (i: number, j: number) => ((i + 1) * 0.618034 + (j + 1) * 0.414214 + i * j * 0.7320508) % 1;

export function runningTrial(number: number, { space }: Study): TrialRecord {
  const parameters = Object.fromEntries(
    Object.entries(space).map(([name, parameter], j): [string, ParameterValue] => {
      const place = spread(number, j);
      if (parameter.kind === 'choice') {
        return [name, parameter.choices[Math.floor(place * parameter.choices.length)] ?? ''];
      }
      return [name, parameter.kind === 'float' && parameter.scale === 'log' ? 10 ** (-4 + 3 * place) : place];
    }),
  );
  return { number, state: 'RUNNING', reason: '', parameters, metrics: {}, curve: [], epochs: 0, diagnosis: '' };
}

export function epochOf(number: number, epoch: number): EpochRecord {
  const score = (0.5 + 0.5 * spread(number, 99)) * (1 - 0.8 ** epoch);
  return {
    epoch,
    learningRate: 0.01,
    trainLoss: 1.1 - score,
    trainScore: score,
    validationLoss: 1.2 - score,
    validationScore: score,
    seconds: 1,
  };
}

/** The same trial after so many epochs; every seventh is pruned. */
export function endedTrial(trial: TrialRecord, epochs: number): TrialRecord {
  const curve = Array.from({ length: epochs }, (_, i) => epochOf(trial.number, i + 1));
  const last = curve.at(-1);
  const metrics = {
    'validation.accuracy': last?.validationScore ?? 0,
    'validation.loss': last?.validationLoss ?? 0,
    'train.seconds': epochs,
    'model.bytes': 10_000 + Math.floor(1e6 * spread(trial.number, 7)),
  };
  const state = trial.number % 7 === 6 ? 'PRUNED' : 'COMPLETE';
  return { ...trial, state, curve, epochs, metrics, diagnosis: 'good' };
}
