import type { Parameters } from '../study/trial.js';
import type { JsonValue } from './json-value.js';
import type { StoredTrial } from './stored-trial.js';

/** System attributes that have a meaning here: Optuna's own names, and those of ortune. */
export const systemAttributes = {
  /** List of numbers, <= 0 where a constraint holds. */
  constraints: 'constraints',
  /** As `constraints`, of those that leave a trial feasible; Optuna does not know such. */
  softConstraints: 'ortune:soft_constraints',
  fixedParameters: 'fixed_params',
  /** Number of the trial that a retried one repeats first, and of all it repeats. */
  failedTrial: 'failed_trial',
  retryHistory: 'retry_history',
  metricNames: 'study:metric_names',
  /** Why a trial failed or was pruned. */
  reason: 'ortune:reason',
  /** Of a study: the process that conducts it. */
  holder: 'ortune:holder',
} as const;

/** All values of a report of more than one; Optuna's table holds the first. */
export const reportAttribute = (step: number) => `${reportPrefix}${step}`;
export const reportPrefix = 'ortune:report:';

type Trial = Pick<StoredTrial, 'systemAttributes'>;

/** Why a trial failed or was pruned; empty where nobody said. */
export function reasonOf(trial: Trial): string {
  const reason = trial.systemAttributes[systemAttributes.reason];
  return typeof reason === 'string' ? reason : '';
}

/** Values that an enqueued trial must take; empty where there are none. */
export function fixedParameters(trial: Trial): Parameters {
  const fixed = trial.systemAttributes[systemAttributes.fixedParameters];
  if (typeof fixed !== 'object' || fixed === null || Array.isArray(fixed)) return {};
  return Object.fromEntries(
    Object.entries(fixed).flatMap(([name, value]) => (isParameterValue(value) ? [[name, value]] : [])),
  );
}

export const isParameterValue = (value: JsonValue): value is number | string | boolean =>
  typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean';

/** Constraint values of Optuna's kind, <= 0 where one holds; undefined where the trial has none. */
export function constraintsOf({ systemAttributes: attributes }: Trial): readonly number[] | undefined {
  const numbered = (numbersOf(attributes[systemAttributes.constraints]) ?? []).map(
    (value, index): [string, JsonValue] => [`${index}`, value],
  );
  // Optuna 5's `trial.set_constraint(name, value)`; where both are there, both count.
  const named = Object.entries(attributes).flatMap(([key, value]): [string, JsonValue][] =>
    key.startsWith(namedConstraintPrefix) ? [[key.slice(namedConstraintPrefix.length), value]] : [],
  );
  const values = numbersOf([...new Map([...numbered, ...named]).values()]);
  return values?.length ? values : undefined;
}

const namedConstraintPrefix = `${systemAttributes.constraints}:`;

/** The same of soft constraints. */
export const softConstraintsOf = (trial: Trial): readonly number[] | undefined =>
  numbersOf(trial.systemAttributes[systemAttributes.softConstraints]);

const numbersOf = (list: JsonValue | undefined): readonly number[] | undefined =>
  Array.isArray(list) ? list.filter((value) => typeof value === 'number') : undefined;
