import { latencyGroups } from '../benchmark/latency-groups.js';
import type { Percentile } from '../benchmark/percentiles.js';
import type { Constraint, Objective } from '../study/objective.js';
import type { MetricName, TrialRecord } from '../study/trial.js';

/** The percentile that a metric is; undefined of one that is no latency. */
export const percentileOf: Readonly<Partial<Record<MetricName, Percentile>>> = {
  'latency.p50': 'p50',
  'latency.p90': 'p90',
  'latency.p99': 'p99',
};

/** What a study's trials are judged by. */
export interface JudgedStudy {
  readonly objectives: readonly Objective[];
  readonly constraints: readonly Constraint[];
}

/** The percentile that a study is about: that of its first objective that is a latency, else of its first such constraint, else the median. */
export function latencyPercentile({ objectives, constraints }: JudgedStudy): Percentile {
  const [first = 'p50'] = [...objectives, ...constraints].flatMap(({ metric }) => percentileOf[metric] ?? []);
  return first;
}

/**
 * Trials (and variants of them) whose latencies cannot be told apart share a group, from 1, the fastest: see `latencyGroups`. Of each trial in
 * order; undefined where it was not timed.
 */
export function latencyTies(trials: readonly TrialRecord[], percentile: Percentile): readonly (number | undefined)[] {
  return latencyGroups(
    trials.map(({ timing }) => timing ?? { begun: '', rounds: {} }),
    percentile,
  );
}
