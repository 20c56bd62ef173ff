import { parametersKey } from '../../study/contains-parameters.js';
import type { Parameters } from '../../study/trial.js';
import type { ObservedTrial } from '../observed-trial.js';

interface Tried {
  readonly settings: Parameters[];
  readonly keys: Set<string>;
}

/** What the last call found, by the first setting of its history. */
const cache = new WeakMap<Parameters, Tried>();

/**
 * The keys (`parametersKey`) of all settings that have a trial of this study, whatever became of it. Those of an earlier study,
 * with numbers below zero, are not among them: their best is to be found here too. A study's settings are only added to, and
 * recognised by identity: a long history costs only its new trials. Valid until the next call.
 */
export function triedSettings(trials: readonly ObservedTrial[]): ReadonlySet<string> {
  const own = trials.filter(({ number }) => number >= 0);
  const first = own[0]?.parameters;
  if (first === undefined) return new Set();
  const known = cache.get(first);
  const goesOn =
    known && known.settings.length <= own.length && known.settings.every((one, i) => one === own[i]?.parameters);
  const tried: Tried = goesOn ? known : { settings: [], keys: new Set() };
  for (const { parameters } of own.slice(tried.settings.length)) {
    tried.settings.push(parameters);
    tried.keys.add(parametersKey(parameters));
  }
  cache.set(first, tried);
  return tried.keys;
}
