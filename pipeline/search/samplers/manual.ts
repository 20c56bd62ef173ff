import { z } from 'zod';
import { containsParameters } from '../../study/contains-parameters.js';
import { orderParameters } from '../../study/order-parameters.js';
import { countValues } from '../../study/parameter-values.js';
import { quoteSetting } from '../../study/quote-setting.js';
import { isActive, type Parameter, type Space } from '../../study/space.js';
import type { Parameters, ParameterValue } from '../../study/trial.js';
import { unitOf, valueAtUnit } from '../encoding/unit-interval.js';
import { firstUntried, isSuggestible } from '../encoding/untried.js';
import { rankObserved } from '../ordering/rank-observed.js';
import { defineSampler } from '../sampler.js';
import { drawParameters } from './random.js';

const setting = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]), {
  error: 'must be an object of hyperparameters and their values',
});

const options = z.strictObject({
  /** The settings to try first, in this order. What a setting leaves out gets its middle value. */
  queue: z.array(setting, { error: 'must be a list of settings' }).describe('list of settings').default([]),
});

/**
 * Trial and error (Huawei deep learning course, chapter 7): the user's own queue of settings, then from the best so far one
 * hyperparameter changed at a time, by a quarter of its range, then an eighth and so on, or to each other choice. Ends
 * only when every setting has been tried, or the study's budget is spent.
 */
export const manualSampler = defineSampler(
  {
    name: 'manual',
    summary: "tries the user's own queue, then changes one hyperparameter of the best at a time",
    source: 'Huawei deep learning course, chapter 7',
    options,
  },
  {
    suggest(space, trials, random, { queue }, outline) {
      const maySuggest = isSuggestible(trials, outline);
      const queued = queue.map((given) => complete(space, given)).find(maySuggest);
      if (queued) return queued;
      const best = trials[rankObserved(trials).measured[0] ?? -1]?.parameters;
      for (const next of changes(space, complete(space, best ?? {}))) if (maySuggest(next)) return next;
      return firstUntried(space, trials, random, outline, () => drawParameters(space, random));
    },
    problem(space, { queue }, { allows }) {
      for (const [index, given] of queue.entries()) {
        const whole = complete(space, given);
        const wrong = Object.keys(given).find((name) => whole[name] !== given[name]);
        if (wrong !== undefined || !containsParameters(space, whole)) {
          return `queue[${index}]: \`${wrong}\` cannot be ${JSON.stringify(given[wrong ?? ''])} in this setting; use a value of its range, and leave out what its conditions switch off`;
        }
        if (allows && !allows(whole)) {
          return `queue[${index}]: ${quoteSetting(whole)} does not satisfy \`where\`; a setting that is tried must`;
        }
      }
      return undefined;
    },
  },
);

/** For a study file: `sampler: manual({ queue: [{ learningRate: 0.01 }] })`. */
export const manual = (given: z.input<typeof options> = {}) => ({ name: 'manual', ...given }) as const;

/** The setting of `space` nearest to what is given: values that it does not have, or cannot have, are middle ones. */
function complete(space: Space, given: Parameters): Parameters {
  const parameters: Record<string, ParameterValue> = {};
  for (const [name, parameter] of orderParameters(space)) {
    if (!isActive(parameter, parameters)) continue;
    const value = given[name];
    parameters[name] = value !== undefined && isPossible(parameter, value) ? value : valueAtUnit(parameter, 0.5);
  }
  return parameters;
}

const isPossible = (parameter: Parameter, value: ParameterValue) =>
  containsParameters({ only: { ...parameter, when: undefined } }, { only: value });

/** Smallest change of a continuous hyperparameter, as a share of its range. */
const finest = 1 / 64;

/** All settings that differ from `best` in one hyperparameter, the coarsest changes first, in the order of the space. */
function* changes(space: Space, best: Parameters): Generator<Parameters, void> {
  for (let width = 1 / 4; width >= finest; width /= 2) {
    for (const [name, parameter] of Object.entries(space)) {
      const value = best[name];
      if (value === undefined) continue;
      for (const other of alternatives(parameter, value, width)) yield complete(space, { ...best, [name]: other });
    }
  }
}

function alternatives(parameter: Parameter, value: ParameterValue, width: number): readonly ParameterValue[] {
  if (parameter.kind === 'choice') return parameter.choices.filter((other) => other !== value);
  const u = unitOf(parameter, value);
  // Of few values at least the next one.
  const step = Number.isFinite(countValues(parameter)) ? Math.max(width, 1 / countValues(parameter)) : width;
  return [u + step, u - step].filter((at) => at >= 0 && at <= 1).map((at) => valueAtUnit(parameter, at));
}
