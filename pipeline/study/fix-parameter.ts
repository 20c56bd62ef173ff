import { isListed, type Parameter } from './space.js';
import type { ParameterValue } from './trial.js';

/** The parameter with this value only. A number keeps its kind and scale, so that trials with and without it can be compared as one space. */
export function fixParameter(parameter: Parameter, value: ParameterValue): Parameter {
  if (isListed(parameter)) return { ...parameter, choices: [value] };
  return typeof value === 'number' ? { ...parameter, low: value, high: value } : parameter;
}
