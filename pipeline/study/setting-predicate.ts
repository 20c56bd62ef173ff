import { StudyFileError } from '../errors.js';
import { hyperparameters } from './hyperparameters.js';
import { quoteSetting } from './quote-setting.js';
import { quoteValue } from './quote-value.js';
import type { Hyperparameters, Space } from './space.js';
import type { Parameters } from './trial.js';

/** Whether a whole setting may be tried: a study's `where` as the search asks it. */
export type SettingPredicate = (parameters: Parameters) => boolean;

/**
 * A user's predicate over `hp`, which has `undefined` for an inactive hyperparameter, as a predicate over settings of `space`
 * (or of one with the same names).
 * @throws StudyFileError, when it is asked, where `where` throws or gives anything but true or false
 */
export function settingPredicate(space: Space, where: (hp: Hyperparameters<Space>) => unknown): SettingPredicate {
  const predicate: SettingPredicate = (parameters) => {
    const allowed = ask(where, hyperparameters(space, parameters), parameters);
    if (typeof allowed === 'boolean') return allowed;
    const got = allowed instanceof Promise ? 'a promise' : quoteValue(allowed);
    throw new StudyFileError(`\`where\`: must return true or false, got ${got} for ${quoteSetting(parameters)}`);
  };
  // By its text a study knows that it is still the same.
  return Object.assign(predicate, { toString: () => String(where) });
}

function ask(where: (hp: Hyperparameters<Space>) => unknown, hp: Hyperparameters<Space>, parameters: Parameters) {
  try {
    return where(hp);
  } catch (error) {
    throw new StudyFileError(
      `\`where\`: failed for ${quoteSetting(parameters)}: ${error instanceof Error ? error.message : quoteValue(error)}; it must return true or false for every setting, and an inactive hyperparameter is undefined`,
      { cause: error },
    );
  }
}
