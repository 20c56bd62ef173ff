import type { RandomStream } from '../../random/random-stream.js';
import { parametersKey } from '../../study/contains-parameters.js';
import { enumerateSpace, isFiniteSpace } from '../../study/enumerate-space.js';
import { orderParameters } from '../../study/order-parameters.js';
import { isActive, type Space } from '../../study/space.js';
import type { Parameters, ParameterValue } from '../../study/trial.js';
import type { ObservedTrial } from '../observed-trial.js';
import { triedSettings } from './tried-settings.js';
import { valueAtUnit } from './unit-interval.js';

/** Bounds the memory in huge spaces; in those the proposals fail only where conditions make most settings rare. */
const longestList = 10_000;

/** While most settings are untried, drawing again is cheap; then the rest is listed. */
const drawsBeforeListing = 100;

/**
 * The first of `attempts` proposals that no trial has; then a random untried setting. Undefined when a finite space is
 * exhausted. With a continuous parameter a repetition means that a branch of the conditions has few settings, so
 * the last proposal stands.
 */
export function firstUntried(
  space: Space,
  trials: readonly ObservedTrial[],
  random: RandomStream,
  propose: (attempt: number) => Parameters,
  attempts = drawsBeforeListing,
): Parameters | undefined {
  const tried = triedSettings(trials);
  let last: Parameters | undefined;
  for (let attempt = 0; attempt < attempts; attempt++) {
    last = propose(attempt);
    if (!tried.has(parametersKey(last))) return last;
  }
  if (!isFiniteSpace(space)) return last;
  const untried: Parameters[] = [];
  for (const parameters of enumerateSpace(space)) {
    if (!tried.has(parametersKey(parameters))) untried.push(parameters);
    if (untried.length === longestList) break;
  }
  return untried.length === 0 ? undefined : untried[random.below(untried.length)];
}

/** The setting at a point of the unit cube, which has one coordinate per hyperparameter in the order of `orderParameters`. */
export function settingAt(space: Space, coordinate: (dimension: number) => number): Parameters {
  const parameters: Record<string, ParameterValue> = {};
  orderParameters(space).forEach(([name, parameter], dimension) => {
    if (isActive(parameter, parameters)) parameters[name] = valueAtUnit(parameter, coordinate(dimension));
  });
  return parameters;
}
