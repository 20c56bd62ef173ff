import { isActive, type Space } from '../../study/space.js';
import type { Parameters, ParameterValue } from '../../study/trial.js';

/** What a user gives of a setting; what is undefined is not given. */
export type GivenSetting = Readonly<Record<string, ParameterValue | undefined>>;

export function withoutUndefined(given: GivenSetting): Parameters {
  const entries = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return Object.fromEntries(entries);
}

/** The first hyperparameter that is active in this setting and has no value there. */
export function missingParameter(space: Space, parameters: Parameters): string | undefined {
  return Object.entries(space).find(
    ([name, parameter]) => parameters[name] === undefined && isActive(parameter, parameters),
  )?.[0];
}
