import type { Objective } from '../study/objective.js';
import { objectiveLosses } from '../study/objective-losses.js';
import type { Parameters, TrialRecord, TrialState } from '../study/trial.js';

/** All that a sampler sees of a trial, finished or not. */
export interface ObservedTrial {
  readonly number: number;
  readonly state: TrialState;
  readonly parameters: Parameters;
  /**
   * One number per objective of a complete trial, smaller is better whatever the objective's direction. Empty for
   * every other trial, and for a complete one that lacks an objective.
   */
  readonly losses: readonly number[];
}

export function observeTrial(
  trial: Pick<TrialRecord, 'number' | 'state' | 'parameters' | 'metrics'>,
  objectives: readonly Objective[],
): ObservedTrial {
  const losses = trial.state === 'COMPLETE' ? objectiveLosses(trial.metrics, objectives) : undefined;
  return { number: trial.number, state: trial.state, parameters: trial.parameters, losses: losses ?? [] };
}
