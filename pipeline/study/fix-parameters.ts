import { fixParameter } from './fix-parameter.js';
import type { Space } from './space.js';
import type { Parameters } from './trial.js';

/** The part of a space that has these values. */
export function fixParameters(space: Space, fixed: Parameters): Space {
  const entries = Object.entries(space).map(([name, parameter]) => {
    const value = fixed[name];
    return [name, value === undefined ? parameter : fixParameter(parameter, value)];
  });
  return Object.fromEntries(entries);
}
