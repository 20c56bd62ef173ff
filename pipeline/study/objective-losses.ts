import type { Objective } from './objective.js';
import type { MetricValues } from './trial.js';

/** One number per objective, smaller is better: a maximised metric is negated. Undefined where one is missing or not finite. */
export function objectiveLosses(
  metrics: MetricValues,
  objectives: readonly Objective[],
): readonly number[] | undefined {
  const losses = objectives.map(({ metric, direction }) => {
    const value = metrics[metric] ?? Number.NaN;
    return direction === 'maximize' ? -value : value;
  });
  return losses.every(Number.isFinite) ? losses : undefined;
}
