import type { EpochRecord, TrialRecord } from '../../pipeline/study/trial.js';
import type { TrialTiming } from '../../pipeline/study/trial-timing.js';
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

/** @param p90 of each round */
export function exampleTiming(p90: readonly number[] = [0.75, 0.76, 0.74]): TrialTiming {
  return {
    begun: '2026-01-02T03:04:05.678Z',
    rounds: { p50: [0.5, 0.51, 0.49], p90 },
    intervals: { p50: { low: 0.48, high: 0.52 }, p90: { low: 0.7, high: 0.8 } },
    disturbances: ['runs became 5 % slower from the first round to the last'],
  };
}

/** A relu layer as an initialisation check finds it. */
export function layerBefore(layer: string, verdict: InitialisationVerdict): LayerInitialisation {
  return { layer, activation: 'relu', mean: 0.5, std: 0.75, dead: 0.25, gradientNorm: 2, symmetric: false, verdict };
}
