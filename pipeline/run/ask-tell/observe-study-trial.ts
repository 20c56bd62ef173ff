import type { ObservedTrial } from '../../search/observed-trial.js';
import type { Direction } from '../../study/trial.js';
import type { BegunTrial } from './study-trial.js';

/** What samplers and pruners see of a trial: a maximised value is negated. */
export function observeStudyTrial(trial: BegunTrial, directions: readonly Direction[]): ObservedTrial {
  const losses = (values: readonly number[]) =>
    values.map((value, objective) => (directions[objective] === 'maximize' ? -value : value));
  const { number, state, params, reports } = trial;
  const violations = state === 'RUNNING' ? [] : [...trial.violations, ...trial.softViolations];
  return {
    number,
    state,
    parameters: params,
    losses: state === 'COMPLETE' ? losses(trial.values) : [],
    ...(violations.length > 0 && { violations }),
    ...(reports.length > 0 && { reports: reports.map(({ step, values }) => ({ step, losses: losses(values) })) }),
  };
}
