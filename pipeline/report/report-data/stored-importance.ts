import { importance } from '../../rank/importance/importance.js';
import { importanceMethods } from '../../rank/importance/registry.js';
import type { ObjectiveImportance } from '../../rank/importance/study-importance.js';
import type { Distribution, StoredTrial } from '../../store/stored-trial.js';
import { isParameterValue } from '../../store/system-attributes.js';
import type { Parameter, Space } from '../../study/space.js';
import type { Direction, Parameters } from '../../study/trial.js';

/** A forest that has seen fewer trials tells more about chance than about hyperparameters. */
const fewestTrials = 10;

/** More trials take a forest many seconds and hardly change what it says: as many are taken, evenly over the study. */
const mostTrials = 1000;

/** Importance of the hyperparameters of a stored study, by every method; empty where there are too few trials for it. */
export function storedImportance(
  distributions: Readonly<Record<string, Distribution>>,
  trials: readonly StoredTrial[],
  directions: readonly Direction[],
  names: readonly string[],
): readonly ObjectiveImportance[] {
  const complete = trials.filter(({ state }) => state === 'COMPLETE');
  const space = searchedSpace(distributions, complete);
  const varied = Object.keys(space).filter((name) => new Set(complete.map((t) => t.parameters[name])).size > 1);
  if (complete.length < fewestTrials || varied.length < 2) return [];
  const every = Math.max(1, complete.length / mostTrials);
  const measured = Array.from(
    { length: Math.min(complete.length, mostTrials) },
    (_, i) => complete[Math.floor(i * every)],
  )
    .filter((trial) => trial !== undefined)
    .map(({ parameters, values }) => ({ params: only(parameters, Object.keys(space)), values }));
  return Object.values(importanceMethods)
    .flatMap(({ name }) => importance(space, measured, { method: name, directions }))
    .filter(({ problem }) => problem === undefined)
    .map(({ objective, method, n, hyperparameters }) => ({
      objective: typeof objective === 'number' ? (names[objective] ?? '') : objective,
      method,
      n,
      hyperparameters,
    }));
}

/** What every trial has, as Optuna's own importance; without its categoricals of lists and nulls, which no space of ortune has. */
function searchedSpace(distributions: Readonly<Record<string, Distribution>>, trials: readonly StoredTrial[]): Space {
  return Object.fromEntries(
    Object.entries(distributions).flatMap(([name, distribution]): [string, Parameter][] => {
      if (!trials.every(({ parameters }) => Object.hasOwn(parameters, name))) return [];
      if (distribution.kind !== 'choice') return [[name, distribution]];
      const choices = distribution.choices.filter(isParameterValue);
      return choices.length === distribution.choices.length ? [[name, { kind: 'choice', choices }]] : [];
    }),
  );
}

const only = (parameters: Parameters, names: readonly string[]): Parameters =>
  Object.fromEntries(Object.entries(parameters).filter(([name]) => names.includes(name)));
