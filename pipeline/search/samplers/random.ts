import { z } from 'zod';
import type { RandomStream } from '../../random/random-stream.js';
import { orderParameters } from '../../study/order-parameters.js';
import { countValues, valueAt } from '../../study/parameter-values.js';
import { isActive, isListed, type Parameter, type Space } from '../../study/space.js';
import type { Parameters, ParameterValue } from '../../study/trial.js';
import { firstUntried } from '../encoding/untried.js';
import { defineSampler } from '../sampler.js';

/**
 * Random search (Bergstra and Bengio 2012, "Random search for hyper-parameter optimization"): every hyperparameter drawn
 * independently, uniformly on its own scale. The setting depends on the random stream and on which settings the
 * earlier trials have, not on how they ended, so the order in which trials finish does not matter.
 */
export const randomSampler = defineSampler(
  {
    name: 'random',
    summary: 'draws every hyperparameter independently, uniformly on its own scale',
    source: 'Bergstra and Bengio 2012, Random Search for Hyper-Parameter Optimization',
    options: z.strictObject({}),
  },
  {
    suggest: (space, trials, random, _options, outline) =>
      firstUntried(space, trials, random, outline, () => drawParameters(space, random)),
  },
);

/** For a study file: `sampler: random()`. */
export const random = () => ({ name: 'random' }) as const;

/** One setting of `space`, each active hyperparameter drawn uniformly on its own scale. */
export function drawParameters(space: Space, random: RandomStream): Parameters {
  const parameters: Record<string, ParameterValue> = {};
  for (const [name, parameter] of orderParameters(space)) {
    if (isActive(parameter, parameters)) parameters[name] = drawValue(parameter, random);
  }
  return parameters;
}

function drawValue(parameter: Parameter, random: RandomStream): ParameterValue {
  if (isListed(parameter)) return valueAt(parameter, random.below(parameter.choices.length));
  const { kind, low, high, scale } = parameter;
  if (scale === 'linear') {
    const size = countValues(parameter);
    return Number.isFinite(size) ? valueAt(parameter, random.below(size)) : low + random.uniform() * (high - low);
  }
  // Half a unit on both sides, so that the two end points of an integer range get their full share of the log scale.
  const margin = kind === 'int' ? 0.5 : 0;
  const from = Math.log(low - margin);
  const to = Math.log(high + margin);
  const value = Math.exp(from + random.uniform() * (to - from));
  return Math.min(high, Math.max(low, kind === 'int' ? Math.round(value) : value));
}
