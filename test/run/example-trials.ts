import type { EpochRecord, TrialRecord } from '../../pipeline/study/trial.js';
import type {
  InitialisationVerdict,
  LayerInitialisation,
} from '../../pipeline/train/initialisation-check/layer-initialisation.js';

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

/** A relu layer as an initialisation check finds it. */
export function layerBefore(layer: string, verdict: InitialisationVerdict): LayerInitialisation {
  return { layer, activation: 'relu', mean: 0.5, std: 0.75, dead: 0.25, gradientNorm: 2, symmetric: false, verdict };
}
