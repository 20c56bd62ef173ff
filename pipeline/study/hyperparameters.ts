import type { Hyperparameters, Space } from './space.js';
import type { Parameters } from './trial.js';

/** A trial's parameters as the study's functions take them: an inactive one is there, as `undefined`. */
export function hyperparameters(space: Space, parameters: Parameters): Hyperparameters<Space> {
  const entries = Object.keys(space).map((name) => [name, parameters[name]]);
  return Object.fromEntries(entries) as Hyperparameters<Space>;
}
