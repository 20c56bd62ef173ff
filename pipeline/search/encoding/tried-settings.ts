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

/**
 * The keys (`parametersKey`) of all settings that have a trial of this study, whatever became of it. Those of an earlier study,
 * with numbers below zero, are not among them: their best is to be found here too.
 */
export const triedSettings = (trials: readonly ObservedTrial[]): ReadonlySet<string> =>
  new Set(trials.flatMap(({ number, parameters }) => (number < 0 ? [] : [keyOf(parameters)])));
