import type { MetricValues, TrialRecord } from '../../pipeline/study/trial.js';

/** A complete trial with the metrics given. */
export const trial = (number: number, metrics: MetricValues = {}, change: Partial<TrialRecord> = {}): TrialRecord => ({
  number,
  state: 'COMPLETE',
  reason: '',
  parameters: {},
  metrics,
  curve: [],
  epochs: 3,
  diagnosis: '',
  ...change,
});
