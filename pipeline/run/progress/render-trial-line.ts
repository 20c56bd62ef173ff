import { printable } from '../../printable.js';
import type { Objective } from '../../study/objective.js';
import type { MetricName, TrialRecord } from '../../study/trial.js';
import { cutLine } from './cut-line.js';
import { formatDuration } from './format-duration.js';
import { formatMetric, formatParameters } from './format-value.js';
import type { Paint } from './paint.js';

/**
 * One line on a trial that has ended, for example `trial 3 complete: validation.accuracy 0.9860, 12.1 s (best so far)`.
 * @param columns the width of a terminal, which a list of hyperparameters is cut to; reasons are always given in full
 */
export function renderTrialLine(
  trial: TrialRecord,
  best: TrialRecord | undefined,
  objectives: readonly Objective[],
  paint: Paint,
  columns = Infinity,
): string {
  if (trial.state === 'FAIL') return `trial ${trial.number} ${paint('red', 'failed')}: ${printable(trial.reason)}`;
  if (trial.state === 'PRUNED') return `trial ${trial.number} ${paint('yellow', 'pruned')}: ${trial.reason}`;
  const shown = shownMetrics(objectives).filter((name) => trial.metrics[name] !== undefined);
  const values = shown.map((name) => `${name} ${formatMetric(name, trial.metrics[name])}`);
  const seconds = trial.metrics['train.seconds'];
  if (seconds !== undefined && !shown.includes('train.seconds')) values.push(formatDuration(seconds));
  const line = `trial ${trial.number} complete: ${values.join(', ')}`;
  if (best?.number === trial.number) return `${line} ${paint('green', '(best so far)')}`;
  return cutLine(`${line} [${formatParameters(trial.parameters)}]`, columns);
}

/** The objectives, and validation score where no objective is about it. */
export function shownMetrics(objectives: readonly Objective[]): readonly MetricName[] {
  return [...new Set<MetricName>([...objectives.map(({ metric }) => metric), 'validation.accuracy', 'validation.r2'])];
}
