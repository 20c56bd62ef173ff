import type { EpochRecord, TrialRecord } from '../../pipeline/study/trial.js';

/** Trial records for the tests of what is shown of them. */
export function exampleTrial(given: Partial<TrialRecord> = {}): TrialRecord {
  return {
    number: 0,
    state: 'COMPLETE',
    reason: '',
    parameters: { learningRate: 0.0123456, optimizer: 'adam' },
    metrics: { 'validation.accuracy': 0.98, 'test.accuracy': 0.97, 'train.seconds': 12.34 },
    curve: [],
    epochs: 2,
    diagnosis: '',
    ...given,
  };
}

export function exampleEpoch(epoch: number): EpochRecord {
  return {
    epoch,
    learningRate: 0.01,
    trainLoss: 1 / epoch,
    trainScore: 0.9,
    validationLoss: 1.5 / epoch,
    validationScore: 0.85,
    seconds: 1.5,
  };
}
