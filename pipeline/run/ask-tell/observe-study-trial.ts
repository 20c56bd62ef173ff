import type { ObservedTrial } from '../../search/observed-trial.js';
import type { Direction } from '../../study/trial.js';
import type { StudyTrial } from './study-trial.js';

/** What samplers and pruners see of a trial: a maximised value is negated. */
export function observeStudyTrial(trial: StudyTrial, directions: readonly Direction[]): ObservedTrial {
  const losses = (values: readonly number[]) =>
    values.map((value, objective) => (directions[objective] === 'maximize' ? -value : value));
  const { number, state, params, reports } = trial;
  return {
    number,
    state,
    parameters: definedOnly(params),
    losses: state === 'COMPLETE' ? losses(trial.values) : [],
    ...('violations' in trial && trial.violations.length > 0 && { violations: trial.violations }),
    ...(reports.length > 0 && { reports: reports.map(({ step, values }) => ({ step, losses: losses(values) })) }),
  };
}
