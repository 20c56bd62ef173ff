import { containsValue } from './parameter-values.js';
import { isActive, type Space } from './space.js';
import type { Parameters } from './trial.js';

/** Whether `parameters` is a setting of `space`: a possible value for every active parameter and nothing else. */
export function containsParameters(space: Space, parameters: Parameters): boolean {
  return (
    Object.keys(parameters).every((name) => Object.hasOwn(space, name)) &&
    Object.entries(space).every(([name, parameter]) => {
      const value = parameters[name];
      return isActive(parameter, parameters)
        ? value !== undefined && containsValue(parameter, value)
        : value === undefined;
    })
  );
}

/** The same text for the same setting, whatever the order of its keys. */
export function parametersKey(parameters: Parameters): string {
  return JSON.stringify(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)));
}
