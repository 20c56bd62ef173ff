import type { StoredTrial } from '../../store/stored-trial.js';
import {
  constraintsOf,
  fixedParameters,
  systemAttributes as names,
  reasonOf,
  softConstraintsOf,
} from '../../store/system-attributes.js';
import type { StudyTrial, WaitingTrial } from './study-trial.js';

/** A trial as a storage holds it, be it Optuna's, as `ask` and `tell` see it. */
export function fromStoredTrial(stored: StoredTrial): StudyTrial {
  const { number, state, parameters, reports, values } = stored;
  const violations = broken(constraintsOf(stored));
  const softViolations = broken(softConstraintsOf(stored));
  switch (state) {
    case 'WAITING':
      return waitingTrial(stored);
    case 'RUNNING':
      return isClaimed(stored) ? waitingTrial(stored) : { number, state, params: parameters, reports };
    case 'COMPLETE':
      return { number, state, params: parameters, reports, values, violations, softViolations };
    case 'PRUNED':
    case 'FAIL':
      return { number, state, params: parameters, reports, reason: reasonOf(stored), violations, softViolations };
  }
}

/** A trial that was enqueued, perhaps claimed by now. */
export function waitingTrial(stored: StoredTrial): WaitingTrial {
  const { number, state, parameters, reports } = stored;
  const params = { ...fixedParameters(stored), ...parameters };
  return { number, state: 'WAITING', claimed: state === 'RUNNING', params, reports };
}

/** Between being claimed and started an enqueued trial has no setting of its own. */
const isClaimed = ({ parameters, systemAttributes }: StoredTrial) =>
  Object.keys(parameters).length === 0 && names.fixedParameters in systemAttributes;

/** Optuna's constraints are negative where there is room; here they are 0. */
const broken = (constraints: readonly number[] = []) => constraints.map((constraint) => Math.max(0, constraint));
