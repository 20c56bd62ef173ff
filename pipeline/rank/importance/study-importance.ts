import type { Objective } from '../../study/objective.js';
import type { Space } from '../../study/space.js';
import type { TrialRecord } from '../../study/trial.js';
import { type Importance, importance } from './importance.js';
import type { MeasuredTrial } from './loss-tables.js';
import { importanceMethods } from './registry.js';

/** Importance for one objective of a study, by its metric's name; `pareto_rank` for all objectives together. */
export interface ObjectiveImportance extends Pick<Importance, 'method' | 'n' | 'hyperparameters'> {
  readonly objective: string;
}

/** A forest that has seen fewer trials tells more about chance than about hyperparameters. */
const fewestTrials = 10;

/**
 * What the report says of importance: every objective by every method. Undefined with fewer than 10 complete trials, and where no
 * more than one hyperparameter was varied; objectives that are equal in all trials are left out.
 */
export function studyImportance(
  {
    space,
    objectives,
    seed,
  }: { readonly space: Space; readonly objectives: readonly Objective[]; readonly seed: number },
  trials: readonly TrialRecord[],
): readonly ObjectiveImportance[] | undefined {
  const complete = trials.filter(({ state }) => state === 'COMPLETE').sort((a, b) => a.number - b.number);
  if (complete.length < fewestTrials || countVaried(space, complete) < 2) return undefined;
  const measured = complete.map(
    ({ parameters, metrics }): MeasuredTrial => ({
      params: parameters,
      values: objectives.map(({ metric }) => metrics[metric] ?? Number.NaN),
    }),
  );
  const directions = objectives.map(({ direction }) => direction);
  const names = Object.values(importanceMethods).map(({ name }) => name);
  const found = names
    .flatMap((method) => importance(space, measured, { method, directions, seed }))
    .filter(({ problem }) => problem === undefined)
    .map(({ objective, method, n, hyperparameters }) => ({
      objective: typeof objective === 'number' ? (objectives[objective]?.metric ?? '') : objective,
      method,
      n,
      hyperparameters,
    }));
  return found.length > 0 ? found : undefined;
}

function countVaried(space: Space, trials: readonly TrialRecord[]): number {
  const values = (name: string) => new Set(trials.map(({ parameters }) => parameters[name]));
  return Object.keys(space).filter((name) => values(name).size > 1).length;
}
