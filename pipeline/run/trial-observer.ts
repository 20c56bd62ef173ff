import { type ObservedTrial, observeTrial } from '../search/observed-trial.js';
import type { Study } from '../study/study.js';
import type { TrialRecord } from '../study/trial.js';

/** What samplers and pruners see of a trial as it is; not made anew while it is the same. */
export function trialObserver({
  objectives,
  constraints,
}: Pick<Study, 'objectives' | 'constraints'>): (trial: TrialRecord) => ObservedTrial {
  const observed = new WeakMap<TrialRecord, ObservedTrial>();
  return (trial) => {
    const known = observed.get(trial) ?? observeTrial(trial, objectives, constraints);
    observed.set(trial, known);
    return known;
  };
}
