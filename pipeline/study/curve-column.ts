import type { EpochRecord, MetricName } from './trial.js';

type CurveColumn = Exclude<keyof EpochRecord, 'epoch'>;

/** The metrics that every epoch tells. Time is not among them: it says how busy the machine is, not how good the trial. */
const columns: Readonly<Partial<Record<MetricName, CurveColumn>>> = {
  'train.loss': 'trainLoss',
  'train.accuracy': 'trainScore',
  'train.r2': 'trainScore',
  'validation.loss': 'validationLoss',
  'validation.accuracy': 'validationScore',
  'validation.r2': 'validationScore',
};

/** Where the learning curve holds a metric; undefined for one that is not measured epoch by epoch. */
export const curveColumn = (metric: MetricName): CurveColumn | undefined => columns[metric];

export const curveMetrics = Object.keys(columns);
