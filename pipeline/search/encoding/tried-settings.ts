import { parametersKey } from '../../study/contains-parameters.js';
import type { Parameters } from '../../study/trial.js';
import type { ObservedTrial } from '../observed-trial.js';

/** Settings are immutable and live as long as their study: writing each one's key once keeps long histories fast. */
const keys = new WeakMap<Parameters, string>();

function keyOf(parameters: Parameters): string {
  let key = keys.get(parameters);
  if (key === undefined) {
    key = parametersKey(parameters);
    keys.set(parameters, key);
  }
  return key;
}

/** The keys (`parametersKey`) of all settings that have a trial, whatever became of it. */
export const triedSettings = (trials: readonly ObservedTrial[]): ReadonlySet<string> =>
  new Set(trials.map(({ parameters }) => keyOf(parameters)));
