import type { StoredTrial } from '../../store/stored-trial.js';
import { constraintsOf, fixedParameters, reasonOf, softConstraintsOf } from '../../store/system-attributes.js';
import type { StudyTrial } from './study-trial.js';

/** A trial as a storage holds it, be it Optuna's, as `ask` and `tell` see it. */
export function fromStoredTrial(stored: StoredTrial): StudyTrial {
  const { number, state, parameters, reports, values } = stored;
  const violations = broken(constraintsOf(stored));
  const softViolations = broken(softConstraintsOf(stored));
  switch (state) {
    case 'WAITING':
      return { number, state, params: { ...fixedParameters(stored), ...parameters }, reports };
    case 'RUNNING':
      return { number, state, params: parameters, reports };
    case 'COMPLETE':
      return { number, state, params: parameters, reports, values, violations, softViolations };
    case 'PRUNED':
    case 'FAIL':
      return { number, state, params: parameters, reports, reason: reasonOf(stored), violations, softViolations };
  }
}

/** Optuna's constraints are negative where there is room; here they are 0. */
const broken = (constraints: readonly number[] = []) => constraints.map((constraint) => Math.max(0, constraint));
