import { z } from 'zod';
import type { RandomStream } from '../../random/random-stream.js';
import { parametersKey } from '../../study/contains-parameters.js';
import { enumerateSpace, isFiniteSpace, spaceSize } from '../../study/enumerate-space.js';
import { orderParameters } from '../../study/order-parameters.js';
import { countValues, valueAt } from '../../study/parameter-values.js';
import { isActive, type Parameter, type Space } from '../../study/space.js';
import type { Parameters, ParameterValue } from '../../study/trial.js';
import { defineSampler } from '../sampler.js';

/**
 * Random search (Bergstra and Bengio 2012, "Random search for hyper-parameter optimization"): every hyperparameter drawn
 * independently, uniformly on its own scale. The setting depends on the random stream and on which settings the
 * earlier trials have, not on how they ended, so the order in which trials finish does not matter.
 */
export const randomSampler = defineSampler('random', z.strictObject({}), {
  suggest(space, trials, random) {
    const tried = new Set(trials.map((trial) => parametersKey(trial.parameters)));
    for (let draw = 0; draw < drawsBeforeListing; draw++) {
      const parameters = drawParameters(space, random);
      if (!tried.has(parametersKey(parameters))) return parameters;
    }
    // With a continuous parameter a repetition means that an unlucky branch of the conditions has few settings.
    if (!isFiniteSpace(space)) return drawParameters(space, random);
    const untried = firstUntried(space, tried);
    return untried.length === 0 ? undefined : untried[random.below(untried.length)];
  },
  size: spaceSize,
});

/** For a study file: `sampler: random()`. */
export const random = () => ({ name: 'random' }) as const;

/** While most settings are untried, drawing again is cheap; then the rest is listed. */
const drawsBeforeListing = 100;

/** Bounds the memory in huge spaces; in those 100 draws have failed only where conditions make most settings rare. */
const longestList = 10_000;

/** One setting of `space`, each active hyperparameter drawn uniformly on its own scale. */
export function drawParameters(space: Space, random: RandomStream): Parameters {
  const parameters: Record<string, ParameterValue> = {};
  for (const [name, parameter] of orderParameters(space)) {
    if (isActive(parameter, parameters)) parameters[name] = drawValue(parameter, random);
  }
  return parameters;
}

function drawValue(parameter: Parameter, random: RandomStream): ParameterValue {
  if (parameter.kind === 'choice') return valueAt(parameter, random.below(parameter.choices.length));
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

function firstUntried(space: Space, tried: ReadonlySet<string>): readonly Parameters[] {
  const untried: Parameters[] = [];
  for (const parameters of enumerateSpace(space)) {
    if (!tried.has(parametersKey(parameters))) untried.push(parameters);
    if (untried.length === longestList) break;
  }
  return untried;
}
