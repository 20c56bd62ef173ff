import { describeRatio, type LatencyComparison } from '../../benchmark/compare-latencies.js';
import type { QuantizationVariant } from '../../quantize/variant-names.js';
import type { MetricName, MetricValues, TrialRecord } from '../../study/trial.js';
import type { TrialTiming } from '../../study/trial-timing.js';
import { formatMetric } from '../progress/format-value.js';

/** What is known of a variant of a trial's model. */
export interface MeasuredVariant {
  readonly variant: QuantizationVariant;
  /** Size, scores on validation and test data, timings. */
  readonly metrics: MetricValues;
  /** Absent where it was not timed. */
  readonly timing?: TrialTiming;
  /** Its median latency against that of model.onnx, measured in turns with it; absent where one of them was not timed. */
  readonly againstFloat?: LatencyComparison;
}

/** Metrics that hold for the trial whatever form its model has. */
const shared: readonly MetricName[] = ['train.seconds', 'train.learningRate', 'model.parameters'];

/**
 * The row of a variant in the ranking: the trial with the variant's metrics. One that loses too much accuracy on the validation
 * data, or is slower than model.onnx beyond what chance explains, is rejected: its state is PRUNED, with the reason.
 * @param maxAccuracyDrop of accuracy, or of R2
 */
export function variantRow(trial: TrialRecord, measured: MeasuredVariant, maxAccuracyDrop: number): TrialRecord {
  const { variant, metrics, timing } = measured;
  const kept = Object.fromEntries(
    shared.flatMap((name) => (name in trial.metrics ? [[name, trial.metrics[name]]] : [])),
  );
  const rejection = reasonToReject(trial, measured, maxAccuracyDrop);
  const row = { ...trial, variant, metrics: { ...kept, ...metrics }, timing };
  return rejection === undefined ? row : { ...row, state: 'PRUNED', reason: `${variant} rejected: ${rejection}` };
}

/** The row of a variant that could not be made. */
export function missingVariantRow(trial: TrialRecord, variant: QuantizationVariant, problem: string): TrialRecord {
  return {
    ...trial,
    variant,
    metrics: {},
    timing: undefined,
    state: 'PRUNED',
    reason: `${variant} not made: ${problem}`,
  };
}

function reasonToReject(trial: TrialRecord, measured: MeasuredVariant, maxAccuracyDrop: number): string | undefined {
  const metric = 'validation.r2' in trial.metrics ? 'validation.r2' : 'validation.accuracy';
  const [before, after] = [trial.metrics[metric], measured.metrics[metric]];
  // Two counts of one split differ by whole samples: a drop of exactly the bound is not above it by a rounding.
  if (before !== undefined && !(before - (after ?? Number.NaN) <= maxAccuracyDrop + 1e-9)) {
    return `${metric} is ${formatMetric(metric, after)}, ${formatMetric(metric, before)} in fp32, and may lose ${maxAccuracyDrop}`;
  }
  const { againstFloat, metrics } = measured;
  if (againstFloat?.verdict !== 'slower') return undefined;
  const p50 = formatMetric('latency.p50', metrics['latency.p50']);
  return `latency.p50 is ${p50}, ${describeRatio(againstFloat)} times that of fp32`;
}
