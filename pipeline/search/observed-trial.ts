import type { Constraint, Objective } from '../study/objective.js';
import { objectiveLosses } from '../study/objective-losses.js';
import type { MetricValues, Parameters, TrialRecord, TrialState } from '../study/trial.js';
import { epochReports } from './epoch-reports.js';

/** What a trial said of itself while it ran. */
export interface Report {
  /** What the trial counts its progress in, from 1: epochs, folds, problem instances. */
  readonly step: number;
  /** One number per objective that is known while a trial runs, smaller is better; NaN and infinities as they came. */
  readonly losses: readonly number[];
}

/** All that a sampler or a pruner sees of a trial, finished or not. */
export interface ObservedTrial {
  /** From 0; below zero for a trial of an earlier study, which is to be learnt from and nothing else. */
  readonly number: number;
  readonly state: TrialState;
  readonly parameters: Parameters;
  /**
   * One number per objective of a complete trial, smaller is better whatever the objective's direction. Empty for
   * every other trial, and for a complete one that lacks an objective.
   */
  readonly losses: readonly number[];
  /**
   * By how much each constraint is broken, 0 where it holds; where its metric was not measured `Infinity`, but 0 for a pruned
   * trial, which had no time to show it. Absent without constraints and while the trial runs.
   */
  readonly violations?: readonly number[];
  /** Ascending by step, each step once; absent where the trial reported nothing. */
  readonly reports?: readonly Report[];
}

export function observeTrial(
  trial: Pick<TrialRecord, 'number' | 'state' | 'parameters' | 'metrics' | 'curve'>,
  objectives: readonly Objective[],
  constraints: readonly Constraint[] = [],
): ObservedTrial {
  const losses = trial.state === 'COMPLETE' ? objectiveLosses(trial.metrics, objectives) : undefined;
  const reports = epochReports(trial, objectives);
  const finished = trial.state !== 'WAITING' && trial.state !== 'RUNNING';
  return {
    number: trial.number,
    state: trial.state,
    parameters: trial.parameters,
    losses: losses ?? [],
    ...(finished &&
      constraints.length > 0 && {
        violations: constraintViolations(trial.metrics, constraints, trial.state === 'PRUNED' ? 0 : Infinity),
      }),
    ...(reports.length > 0 && { reports }),
  };
}

function constraintViolations(
  metrics: MetricValues,
  constraints: readonly Constraint[],
  unmeasured: number,
): readonly number[] {
  return constraints.map(({ metric, bound, value }) => {
    if (metrics[metric] === undefined) return unmeasured;
    const excess =
      bound === 'atMost' ? (metrics[metric] ?? Number.NaN) - value : value - (metrics[metric] ?? Number.NaN);
    return Number.isNaN(excess) ? Number.POSITIVE_INFINITY : Math.max(0, excess);
  });
}
