import type { Objective } from '../../study/objective.js';
import type { MetricName, TrialRecord } from '../../study/trial.js';
import { formatDuration } from './format-duration.js';
import { formatMetric, formatParameters } from './format-value.js';
import type { Paint } from './paint.js';

/** One line on a trial that has ended, for example `trial 3 complete: validation.accuracy 0.9860, 12.1 s (best so far)`. */
export function renderTrialLine(
  trial: TrialRecord,
  best: TrialRecord | undefined,
  objectives: readonly Objective[],
  paint: Paint,
): string {
  if (trial.state === 'FAIL') return `trial ${trial.number} ${paint('red', 'failed')}: ${trial.reason}`;
  if (trial.state === 'PRUNED') return `trial ${trial.number} ${paint('yellow', 'pruned')}: ${trial.reason}`;
  const shown = shownMetrics(objectives).filter((name) => trial.metrics[name] !== undefined);
  const values = shown.map((name) => `${name} ${formatMetric(name, trial.metrics[name])}`);
  const seconds = trial.metrics['train.seconds'];
  if (seconds !== undefined && !shown.includes('train.seconds')) values.push(formatDuration(seconds));
  const isBest = best?.number === trial.number;
  const mark = isBest ? ` ${paint('green', '(best so far)')}` : ` [${formatParameters(trial.parameters)}]`;
  return `trial ${trial.number} complete: ${values.join(', ')}${mark}`;
}

/** The objectives, and validation score where no objective is about it. */
export function shownMetrics(objectives: readonly Objective[]): readonly MetricName[] {
  return [...new Set<MetricName>([...objectives.map(({ metric }) => metric), 'validation.accuracy', 'validation.r2'])];
}
