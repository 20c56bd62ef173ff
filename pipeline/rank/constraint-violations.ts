import type { Constraint } from '../study/objective.js';
import type { MetricValues } from '../study/trial.js';

/** The constraints that the metrics known so far already break; a metric without a value breaks none. */
export function violatedConstraints(metrics: MetricValues, constraints: readonly Constraint[]): readonly Constraint[] {
  return constraints.filter(({ metric, bound, value }) => {
    const measured = metrics[metric];
    if (measured === undefined) return false;
    // Written so that NaN is a violation.
    return !(bound === 'atMost' ? measured <= value : measured >= value);
  });
}

/** The constraints that are not shown to hold: broken, or without a measured value. */
export function unmetConstraints(metrics: MetricValues, constraints: readonly Constraint[]): readonly Constraint[] {
  const missing = constraints.filter(({ metric }) => metrics[metric] === undefined);
  return [...violatedConstraints(metrics, constraints), ...missing];
}

/** Those that decide whether a trial is feasible. */
export function hardConstraints(constraints: readonly Constraint[]): readonly Constraint[] {
  return constraints.filter(({ soft }) => !soft);
}

/** For a trial's reason: `model.bytes is 1500000, must be at most 1000000`; `should` for a soft constraint. */
export function describeViolation({ metric, bound, value, soft }: Constraint, metrics: MetricValues): string {
  const measured = metrics[metric];
  const found = measured === undefined ? 'was not measured' : `is ${measured}`;
  return `${metric} ${found}, ${soft ? 'should' : 'must'} be ${bound === 'atMost' ? 'at most' : 'at least'} ${value}`;
}
